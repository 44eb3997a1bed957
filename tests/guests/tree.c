// Makes, changes and removes a tree of files below the directory that its argument names, and tells
// what it meets. `tree.expected` holds what it must print.
//
//     tree DIR           all of it, in a directory that is there and empty
//     tree DIR FILE      moves DIR/FILE to FILE, and tells the outcome
//     tree DIR --read    reads DIR, which holds a file `old`, and tries to change it

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Files in the large directory: more than one call of fd_readdir returns.
#define MANY 1000

static const char *base;

// The path of a name below the directory. Two can be in use at a time.
static const char *at(const char *name) {
    static char buffers[2][4096];
    static int next;
    char *buffer = buffers[next++ % 2];
    snprintf(buffer, sizeof buffers[0], "%s/%s", base, name);
    return buffer;
}

static void tell(const char *what, int result) {
    printf("%s: %s\n", what, result < 0 ? strerror(errno) : "ok");
}

static void write_file(const char *what, const char *name, int flags, const char *text) {
    int fd = open(at(name), flags, 0644);
    if (fd < 0) {
        tell(what, fd);
        return;
    }
    ssize_t count = write(fd, text, strlen(text));
    if (close(fd) < 0)
        count = -1;
    if (count < 0)
        tell(what, -1);
    else
        printf("%s: %zd bytes\n", what, count);
}

static void read_file(const char *what, const char *name) {
    char text[4096];
    int fd = open(at(name), O_RDONLY);
    if (fd < 0) {
        tell(what, fd);
        return;
    }
    ssize_t count = read(fd, text, sizeof text);
    close(fd);
    if (count < 0)
        tell(what, -1);
    else
        printf("%s: \"%.*s\"\n", what, (int)count, text);
}

static void tell_kind(const char *what, const char *name, int (*look)(const char *, struct stat *)) {
    struct stat it;
    if (look(at(name), &it) < 0) {
        tell(what, -1);
        return;
    }
    const char *kind = S_ISREG(it.st_mode)   ? "file"
                       : S_ISDIR(it.st_mode) ? "directory"
                       : S_ISLNK(it.st_mode) ? "link"
                                             : "something else";
    if (S_ISREG(it.st_mode))
        printf("%s: %s of %lld bytes, %d names\n", what, kind, (long long)it.st_size, (int)it.st_nlink);
    else
        printf("%s: %s\n", what, kind);
}

static int by_name(const void *left, const void *right) {
    return strcmp(*(char *const *)left, *(char *const *)right);
}

// Prints the names in a directory in order; of many only how many there are.
static void list(const char *what, const char *name) {
    static char *names[MANY + 8];
    size_t count = 0;
    DIR *directory = opendir(at(name));
    if (directory == NULL) {
        tell(what, -1);
        return;
    }
    struct dirent *entry;
    while ((errno = 0, entry = readdir(directory)) != NULL && count < MANY + 8)
        names[count++] = strdup(entry->d_name);
    int error = errno;
    closedir(directory);
    if (error != 0) {
        errno = error;
        tell(what, -1);
        return;
    }
    qsort(names, count, sizeof names[0], by_name);
    printf("%s:", what);
    for (size_t i = 0; i < count; i++) {
        if (count < 16)
            printf(" %s", names[i]);
        free(names[i]);
    }
    if (count < 16)
        puts("");
    else
        printf(" %zu names\n", count);
}

static void files(void) {
    write_file("write a", "a", O_WRONLY | O_CREAT | O_EXCL, "first\n");
    write_file("make a again", "a", O_WRONLY | O_CREAT | O_EXCL, "");
    read_file("read a", "a");
    write_file("append to a", "a", O_WRONLY | O_APPEND, "second\n");
    read_file("read a", "a");
    write_file("truncate a", "a", O_WRONLY | O_TRUNC, "third");
    read_file("read a", "a");
    read_file("read what is missing", "missing");
    tell_kind("look at a", "a", stat);

    int fd = open(at("seek"), O_RDWR | O_CREAT, 0644);
    tell("open seek", fd);
    tell("write seek", write(fd, "0123456789", 10));
    printf("seek to 3: %lld\n", (long long)lseek(fd, 3, SEEK_SET));
    tell("write there", write(fd, "abc", 3));
    printf("seek by -1: %lld\n", (long long)lseek(fd, -1, SEEK_CUR));
    printf("seek to 2 before the end: %lld\n", (long long)lseek(fd, -2, SEEK_END));
    printf("seek before the start: %s\n", lseek(fd, -1, SEEK_SET) < 0 ? strerror(errno) : "ok");
    tell("cut to 8", ftruncate(fd, 8));
    tell("pwrite behind the end", pwrite(fd, "z", 1, 11));
    char text[16];
    ssize_t count = pread(fd, text, sizeof text, 0);
    printf("pread:");
    for (ssize_t i = 0; i < count; i++)
        printf(" %02x", text[i]);
    puts("");
    tell("close seek", close(fd));
    tell("read what is closed", read(fd, text, 1));
}

static void directories(void) {
    tell("mkdir d", mkdir(at("d"), 0755));
    tell("mkdir d again", mkdir(at("d"), 0755));
    tell("mkdir d/e", mkdir(at("d/e"), 0755));
    tell("mkdir below nothing", mkdir(at("none/e"), 0755));
    write_file("write d/e/f", "d/e/f", O_WRONLY | O_CREAT, "deep");
    tell_kind("look at d", "d", stat);
    tell("open a as a directory", open(at("a"), O_RDONLY | O_DIRECTORY));
    tell("open a/x", open(at("a/x"), O_RDONLY));
    tell("rmdir d, which is not empty", rmdir(at("d")));
    tell("unlink d", unlink(at("d")) < 0 && (errno == EISDIR || errno == EPERM) ? 0 : -1);
    list("list", ".");
    list("list d", "d");
    read_file("read d/e/../e/./f", "d/e/../e/./f");
}

static void moves(void) {
    tell("rename a to d/a", rename(at("a"), at("d/a")));
    read_file("read a", "a");
    read_file("read d/a", "d/a");
    tell("rename d/a to d/e/f, which is there", rename(at("d/a"), at("d/e/f")));
    read_file("read d/e/f", "d/e/f");
    tell("rename d to dd", rename(at("d"), at("dd")));
    tell("rename dd into itself", rename(at("dd"), at("dd/e/dd")));
    tell("rename what is missing", rename(at("missing"), at("m")));
    list("list dd/e", "dd/e");
}

static void links(void) {
    char text[64];
    tell("symlink dd/e/f", symlink("dd/e/f", at("soft")));
    ssize_t count = readlink(at("soft"), text, sizeof text);
    printf("readlink: %.*s\n", count < 0 ? 0 : (int)count, text);
    read_file("read through it", "soft");
    tell_kind("look at it", "soft", lstat);
    tell_kind("look through it", "soft", stat);
    tell("open it, no links", open(at("soft"), O_RDONLY | O_NOFOLLOW));
    tell("symlink to a directory", symlink("dd", at("way")));
    read_file("read way/e/f", "way/e/f");
    tell("symlink to itself", symlink("loop", at("loop")));
    read_file("read loop", "loop");
    tell("symlink to the outside", symlink("../../../../../../outside", at("out")));
    printf("read out: %s\n", open(at("out"), O_RDONLY) < 0 ? "refused" : "AN ESCAPE");
    tell("link dd/e/f", link(at("dd/e/f"), at("hard")));
    tell_kind("look at hard", "hard", stat);
    tell("unlink dd/e/f", unlink(at("dd/e/f")));
    read_file("read hard", "hard");
    read_file("read soft", "soft");
    tell("unlink soft", unlink(at("soft")));
    tell("unlink loop", unlink(at("loop")));
    tell("unlink out", unlink(at("out")));
    tell("unlink way", unlink(at("way")));
}

static void times(void) {
    struct timespec set[2] = {{.tv_sec = 1000000000}, {.tv_sec = 1234567890, .tv_nsec = 5000}};
    struct stat it = {0};
    tell("set the times of hard", utimensat(AT_FDCWD, at("hard"), set, 0));
    tell("look", stat(at("hard"), &it));
    printf("%lld, %lld.%09ld\n", (long long)it.st_atim.tv_sec, (long long)it.st_mtim.tv_sec,
           it.st_mtim.tv_nsec);
}

static void many(void) {
    char name[32];
    tell("mkdir many", mkdir(at("many"), 0755));
    int made = 0, removed = 0;
    for (int i = 0; i < MANY; i++) {
        snprintf(name, sizeof name, "many/%04d", i);
        int fd = open(at(name), O_WRONLY | O_CREAT | O_EXCL, 0644);
        made += fd >= 0 && close(fd) == 0;
    }
    printf("made %d\n", made);
    list("list many", "many");
    // Each name is removed when it is read: none may be left out, none may come twice.
    DIR *directory = opendir(at("many"));
    struct dirent *entry;
    while (directory != NULL && (entry = readdir(directory)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(name, sizeof name, "many/%s", entry->d_name);
        removed += unlink(at(name)) == 0;
    }
    if (directory != NULL)
        closedir(directory);
    printf("removed %d\n", removed);
    list("list many", "many");
    tell("rmdir many", rmdir(at("many")));
}

static void read_only(void) {
    read_file("read old", "old");
    tell_kind("look at old", "old", stat);
    list("list", ".");
    write_file("write new", "new", O_WRONLY | O_CREAT, "x");
    write_file("write old", "old", O_WRONLY, "x");
    write_file("truncate old", "old", O_RDONLY | O_TRUNC, "");
    tell("mkdir new", mkdir(at("new"), 0755));
    tell("unlink old", unlink(at("old")));
    tell("rename old", rename(at("old"), at("new")));
    tell("symlink new", symlink("old", at("new")));
    tell("link new", link(at("old"), at("new")));
    tell("set the times of old", utimensat(AT_FDCWD, at("old"), NULL, 0));
    list("list", ".");
}

int main(int argc, char **argv) {
    if (argc < 2)
        return 2;
    base = argv[1];
    if (argc > 2 && strcmp(argv[2], "--read") == 0) {
        read_only();
    } else if (argc > 2) {
        tell("move", rename(at(argv[2]), argv[2]));
    } else {
        files();
        directories();
        moves();
        links();
        times();
        many();
        list("list at the end", ".");
    }
    return 0;
}
