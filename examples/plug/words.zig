//! `demo:text/words`, for other components: strings come and go as an address and a length.

const std = @import("std");

var heap: [64 * 1024]u8 = undefined;
var used: usize = 0;

/// Where callers put what they pass. Nothing is freed: each call begins anew.
export fn cabi_realloc(_: usize, _: usize, alignment: usize, size: usize) usize {
    const start = std.mem.alignForward(usize, used, alignment);
    if (start + size > heap.len) @trap();
    used = start + size;
    return @intFromPtr(&heap) + start;
}

fn count(text: [*]const u8, len: usize) callconv(.c) u32 {
    defer used = 0;
    var words = std.mem.tokenizeAny(u8, text[0..len], " \t\n");
    var number: u32 = 0;
    while (words.next()) |_| number += 1;
    return number;
}

const Text = extern struct { start: [*]const u8, len: usize };
var result: Text = undefined;

fn longest(text: [*]const u8, len: usize) callconv(.c) *const Text {
    defer used = 0;
    var words = std.mem.tokenizeAny(u8, text[0..len], " \t\n");
    var best: []const u8 = "";
    while (words.next()) |word| {
        if (word.len > best.len) best = word;
    }
    result = .{ .start = best.ptr, .len = best.len };
    return &result;
}

comptime {
    @export(&count, .{ .name = "demo:text/words#count" });
    @export(&longest, .{ .name = "demo:text/words#longest" });
}
