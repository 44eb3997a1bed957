// A command in JavaScript: counts the words of a file into another one, and looks at clocks and random numbers.
import { getArguments, getEnvironment } from "wasi:cli/environment@0.2.12";
import { now as wallClock } from "wasi:clocks/wall-clock@0.2.12";
import { now as monotonicClock, subscribeDuration } from "wasi:clocks/monotonic-clock@0.2.12";
import { getDirectories } from "wasi:filesystem/preopens@0.2.12";
import { getRandomBytes } from "wasi:random/random@0.2.12";

function readAll(stream) {
  const bytes = [];
  for (;;) {
    try {
      bytes.push(...stream.blockingRead(1000n));
    } catch (error) {
      if (error.payload?.tag !== "closed") throw error;
      return new TextDecoder().decode(new Uint8Array(bytes));
    }
  }
}

function count(source, target) {
  const [[directory]] = getDirectories();
  const input = directory.openAt({ symlinkFollow: true }, source, {}, { read: true });
  const counts = {};
  for (const word of readAll(input.readViaStream(0n)).split(/\s+/).filter(Boolean)) {
    counts[word] = (counts[word] ?? 0) + 1;
  }
  const output = directory.openAt({}, target, { create: true, truncate: true }, { write: true });
  const text = JSON.stringify(Object.fromEntries(Object.entries(counts).sort()));
  output.writeViaStream(0n).blockingWriteAndFlush(new TextEncoder().encode(text));
  console.log(Number(output.stat().size), output.isSameObject(output), output.isSameObject(input));
}

function clocks() {
  const start = monotonicClock();
  subscribeDuration(20_000_000n).block();
  const { seconds } = wallClock();
  console.log("clocks", seconds > 1_700_000_000n, monotonicClock() - start >= 20_000_000n);
}

function chance() {
  const numbers = new Set(Array.from({ length: 100 }, () => Math.random()));
  console.log("random", getRandomBytes(1000n).length, numbers.size);
}

export const run = {
  run() {
    const [, source, target] = getArguments();
    console.log("Grüße", Object.fromEntries(getEnvironment()).WHO);
    clocks();
    chance();
    try {
      count(source, target);
    } catch (error) {
      console.error(`cannot count: ${error.payload ?? error}`);
      throw undefined;
    }
  },
};
