// Says how many words its arguments have, and the longest, by way of `demo:text/words`, which another component provides.

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS(name) __attribute__((import_module("demo:text/words"), import_name(name)))

typedef struct {
    char *start;
    size_t len;
} text;

WORDS("count") uint32_t count(const char *start, size_t len);
WORDS("longest") void longest(const char *start, size_t len, text *result);

// Where results are put.
__attribute__((export_name("cabi_realloc"))) void *cabi_realloc(void *old, size_t old_size, size_t align, size_t size) {
    return realloc(old, size);
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        size_t len = strlen(argv[i]);
        text word;
        longest(argv[i], len, &word);
        // Not by way of a buffer: it would be flushed behind the exported function, while no import may be called.
        dprintf(1, "%u words, the longest is %.*s\n", count(argv[i], len), (int)word.len, word.start);
        free(word.start);
    }
    return 0;
}
