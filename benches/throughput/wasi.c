/* What the guests import, for the C that wasm2c makes of them. */

#include "guest.h"
#include <string.h>
#include <sys/uio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SUCCESS = 0, BADF = 8, IO = 29, SPIPE = 70, FDSTAT_BYTES = 24, CHARACTER_DEVICE = 2 };

struct w2c_wasi__snapshot__preview1 {
    w2c_guest guest;
};
typedef struct w2c_wasi__snapshot__preview1 wasi;

static u8 *at(wasi *it, u32 address) { return w2c_guest_memory(&it->guest)->data + address; }

static u32 word(wasi *it, u32 address) {
    u32 value;
    memcpy(&value, at(it, address), sizeof value);
    return value;
}

u32 w2c_wasi__snapshot__preview1_fd_write(wasi *it, u32 fd, u32 vectors, u32 count, u32 result) {
    u32 sum = 0;
    for (u32 i = 0; i < count; i++) {
        u32 address = word(it, vectors + 8 * i), len = word(it, vectors + 8 * i + 4);
        if (write(fd, at(it, address), len) != (ssize_t)len) return IO;
        sum += len;
    }
    memcpy(at(it, result), &sum, sizeof sum);
    return SUCCESS;
}

u32 w2c_wasi__snapshot__preview1_fd_fdstat_get(wasi *it, u32 fd, u32 result) {
    if (fd > 2) return BADF;
    memset(at(it, result), 0xff, FDSTAT_BYTES);
    memset(at(it, result), 0, 8);
    *at(it, result) = CHARACTER_DEVICE;
    return SUCCESS;
}

u32 w2c_wasi__snapshot__preview1_fd_close(wasi *it, u32 fd) { return fd > 2 ? BADF : SUCCESS; }

u32 w2c_wasi__snapshot__preview1_fd_seek(wasi *it, u32 fd, u64 delta, u32 whence, u32 result) {
    return SPIPE;
}

void w2c_wasi__snapshot__preview1_proc_exit(wasi *it, u32 code) { exit(code); }

int main(void) {
    static wasi it;
    wasm_rt_init();
    wasm2c_guest_instantiate(&it.guest, &it);
    w2c_guest_0x5Fstart(&it.guest);
    return 0;
}
