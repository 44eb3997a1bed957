// Tells what a program sees of the container that it is in: each word of its command line is a
// question, with the words that belong to it.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void list(const char *path) {
    struct dirent **names;
    int count = scandir(path, &names, NULL, alphasort);
    printf("%s:", path);
    if (count < 0)
        printf(" %s", strerror(errno));
    for (int i = 0; i < count; i++)
        if (strcmp(names[i]->d_name, ".") != 0 && strcmp(names[i]->d_name, "..") != 0)
            printf(" %s", names[i]->d_name);
    puts("");
}

static void show(int fd) {
    char text[4096];
    ssize_t count;
    while ((count = read(fd, text, sizeof text)) > 0)
        fwrite(text, 1, count, stdout);
    if (count < 0)
        printf("%s\n", strerror(errno));
}

static void show_file(const char *path) {
    int fd = open(path, O_RDONLY);
    if (fd < 0)
        printf("%s: %s\n", path, strerror(errno));
    else
        show(fd);
    close(fd);
}

static void write_file(const char *path) {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    int good = fd >= 0 && write(fd, "written\n", 8) == 8 && close(fd) == 0;
    printf("write %s: %s\n", path, good ? "ok" : strerror(errno));
}

// Memory that is in use, not only asked for.
static void take(const char *mebibytes) {
    size_t bytes = strtoul(mebibytes, NULL, 10) << 20;
    char *memory = malloc(bytes);
    for (size_t i = 0; memory != NULL && i < bytes; i += 4096)
        memory[i] = 1;
    printf("%s MiB: %s\n", mebibytes, memory != NULL ? "ok" : "none");
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i], *next = i + 1 < argc ? argv[i + 1] : "";
        i++;
        if (strcmp(word, "say") == 0)
            puts(next);
        else if (strcmp(word, "env") == 0)
            printf("%s=%s\n", next, getenv(next) != NULL ? getenv(next) : "(not set)");
        else if (strcmp(word, "list") == 0)
            list(next);
        else if (strcmp(word, "show") == 0)
            show_file(next);
        else if (strcmp(word, "write") == 0)
            write_file(next);
        else if (strcmp(word, "take") == 0)
            take(next);
        else if (strcmp(word, "exit") == 0)
            exit(atoi(next));
        else if (strcmp(word, "trap") == 0)
            __builtin_trap();
        else if (i--, strcmp(word, "stdin") == 0)
            show(STDIN_FILENO);
        else if (strcmp(word, "directory") == 0)
            printf("in %s\n", getcwd(NULL, 0));
        else if (strcmp(word, "wait") == 0) {
            puts("ready");
            fflush(stdout);
            for (;;)
                sleep(1000);
        } else {
            fprintf(stderr, "probe: no question %s\n", word);
            return 2;
        }
    }
    return 0;
}
