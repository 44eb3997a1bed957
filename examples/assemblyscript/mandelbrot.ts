// Prints the Mandelbrot set in characters. It asks WASI for one function, which takes a list of texts.
@external("wasi_snapshot_preview1", "fd_write")
declare function fd_write(fd: i32, list: usize, count: i32, written: usize): i32;

function iterations(re: f64, im: f64): i32 {
  let x = 0.0, y = 0.0;
  let n = 0;
  while (n < 100 && x * x + y * y < 4.0) {
    const next = x * x - y * y + re;
    y = 2.0 * x * y + im;
    x = next;
    n++;
  }
  return n;
}

export function _start(): void {
  const width = 48, height = 16;
  // A pointer and a length, what was written, and the text.
  const list = memory.data(8), written = memory.data(4), text = memory.data(49);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const n = iterations(<f64>column / 16.0 - 2.25, <f64>row / 6.4 - 1.2);
      store<u8>(text + column, n == 100 ? 0x23 : n > 6 ? 0x2b : n > 3 ? 0x2e : 0x20);
    }
    store<u8>(text + width, 0x0a);
    store<u32>(list, <u32>text);
    store<u32>(list, width + 1, 4);
    fd_write(1, list, 1, written);
  }
}
