// Copies standard input to standard output through a buffer of as many bytes as its argument says.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv) {
    size_t room = argc > 1 ? strtoul(argv[1], NULL, 10) : 1 << 16;
    char *buffer = malloc(room);
    if (buffer == NULL || room == 0) {
        fprintf(stderr, "copy: no buffer of %zu bytes\n", room);
        return 2;
    }
    for (;;) {
        ssize_t count = read(STDIN_FILENO, buffer, room);
        if (count == 0)
            return 0;
        if (count < 0) {
            perror("copy: read");
            return 1;
        }
        for (ssize_t done = 0; done < count;) {
            ssize_t more = write(STDOUT_FILENO, buffer + done, count - done);
            if (more <= 0) {
                perror("copy: write");
                return 1;
            }
            done += more;
        }
    }
}
