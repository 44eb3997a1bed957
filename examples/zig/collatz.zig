//! Prints the steps of the Collatz sequence of a number. It uses functions of WASI alone, because those of
//! Zig's library change with each version.

const wasi = @import("std").os.wasi;

pub fn main() void {
    var number: u64 = 27;
    var steps: u64 = 0;
    while (number != 1) : (steps += 1) {
        number = if (number % 2 == 0) number / 2 else 3 * number + 1;
    }
    print("27 takes ");
    printNumber(steps);
    print(" steps\n");
}

fn printNumber(number: u64) void {
    var digits: [20]u8 = undefined;
    var at: usize = digits.len;
    var rest = number;
    while (true) {
        at -= 1;
        digits[at] = '0' + @as(u8, @intCast(rest % 10));
        rest /= 10;
        if (rest == 0) break;
    }
    print(digits[at..]);
}

fn print(text: []const u8) void {
    const part = [_]wasi.ciovec_t{.{ .base = text.ptr, .len = text.len }};
    var written: usize = 0;
    _ = wasi.fd_write(1, &part, part.len, &written);
}
