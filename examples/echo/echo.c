// A TCP echo service: what a client sends comes back, until the client has said all it had to say.
//
// WASI preview 1 cannot open a socket. Whoever runs the program grants the ones that it listens on,
// any number of them (`--listen 0.0.0.0:7777 --listen [::]:7777`); they are open when it starts.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

// More connections wait in the kernel. wasi-libc's poll() needs 160 bytes of stack for each
// descriptor, and the stack of a module has 64 KiB where the linker is told nothing else.
#define MOST 256
// Bytes of a client that are on their way at a time.
#define ROOM 4096

static struct pollfd watched[MOST];
// What waits to be sent back to the client at the same index of `watched`.
static struct {
    char bytes[ROOM];
    size_t start, end;
} waiting[MOST];

static bool would_block(void) {
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

// Collects the sockets that the program was given, in front of `watched`; how many there are.
static int find_listeners(void) {
    int count = 0;
    struct stat it;
    for (int fd = 3; count < MOST / 2 && fstat(fd, &it) == 0; fd++) {
        if (!S_ISSOCK(it.st_mode))
            continue;
        // A client that hangs up before it is accepted must not make the others wait.
        fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
        watched[count++] = (struct pollfd){.fd = fd, .events = POLLIN};
    }
    return count;
}

// Reads what a client has to say, or sends what waits for it; false: the connection is over.
static bool serve(int index) {
    struct pollfd *client = &watched[index];
    if (waiting[index].start == waiting[index].end) {
        ssize_t count = read(client->fd, waiting[index].bytes, ROOM);
        if (count <= 0)
            return count < 0 && would_block();
        waiting[index].start = 0;
        waiting[index].end = count;
    }
    ssize_t count = write(client->fd, waiting[index].bytes + waiting[index].start,
                          waiting[index].end - waiting[index].start);
    if (count < 0 && !would_block())
        return false;
    waiting[index].start += count < 0 ? 0 : count;
    // A client that does not read its answers is not read from either.
    client->events = waiting[index].start < waiting[index].end ? POLLOUT : POLLIN;
    return true;
}

int main(void) {
    int listeners = find_listeners(), count = listeners;
    if (listeners == 0) {
        fprintf(stderr, "echo: there is no socket to listen on; grant one: --listen 0.0.0.0:7777\n");
        return 1;
    }
    for (;;) {
        for (int i = 0; i < listeners; i++)
            watched[i].events = count < MOST ? POLLIN : 0;
        if (poll(watched, count, -1) < 0 && errno != EINTR) {
            perror("echo: poll");
            return 1;
        }
        // From the end, since the last one takes the place of one that is over.
        for (int i = count - 1; i >= listeners; i--) {
            if (watched[i].revents == 0 || serve(i))
                continue;
            close(watched[i].fd);
            watched[i] = watched[--count];
            waiting[i] = waiting[count];
        }
        for (int i = 0; i < listeners && count < MOST; i++) {
            int fd = watched[i].revents == 0 ? -1 : accept4(watched[i].fd, NULL, NULL, SOCK_NONBLOCK);
            if (fd < 0)
                continue;
            waiting[count].start = waiting[count].end = 0;
            watched[count++] = (struct pollfd){.fd = fd, .events = POLLIN};
        }
    }
}
