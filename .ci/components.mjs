// Makes components of other programs with jco, into FOLDER/components: of the modules of the corpus, if there is one,
// each with jco's adapter for WASI preview 1 (as `jco new --wasi-command` does), of programs in JavaScript, and of modules that
// Rust has made in FOLDER/rust.
// What is there already, and is not older than what it is made of, is kept.
//
//     node .ci/components.mjs FOLDER CORPUS
import { readFile, writeFile, mkdir, rename, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [folder, corpus] = process.argv.slice(2);
const out = path.join(folder, "components");
const installed = (file) => pathToFileURL(path.join(folder, "node_modules/@bytecodealliance", file));
const guests = fileURLToPath(new URL("../tests/guests", import.meta.url));

async function changed(file) {
  return (await stat(file).catch(() => undefined))?.mtimeMs ?? 0;
}

/** Makes a file of others, if it is older than one of them. */
async function make(name, sources, build) {
  const file = path.join(out, name);
  const times = await Promise.all(sources.map(changed));
  if ((await changed(file)) > Math.max(...times)) return;
  try {
    const bytes = await build();
    await mkdir(path.dirname(file), { recursive: true });
    // At once, so that no half of it stays.
    await writeFile(`${file}.new`, bytes);
    await rename(`${file}.new`, file);
  } catch (error) {
    console.log(`cannot make components/${name}: ${error?.message ?? error}`);
    process.exitCode = 1;
  }
}

async function modulesIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((it) => it.isFile() && it.name.endsWith(".wasm"));
  return files.map((it) => path.join(it.parentPath ?? it.path, it.name)).sort();
}

async function adaptCorpus() {
  const jco = await import(installed("jco/dist/api.js"));
  const preview1 = ["wasi_snapshot_preview1", new Uint8Array(await readFile(jco.preview1AdapterCommandPath()))];
  for (const suite of ["wasi-p1", "apps", "bench"]) {
    const adapters = [preview1];
    if (suite === "bench") {
      // What the programs of Sightglass call around the part that is measured.
      adapters.push(["bench", await jco.parse(await readFile(path.join(corpus, "bench/bench.wat"), "utf8"))]);
    }
    for (const module of await modulesIn(path.join(corpus, suite))) {
      // It imports wasi_ephemeral_nn, for which there is no adapter.
      if (module.endsWith("/image-classification-benchmark.wasm")) continue;
      await make(path.relative(corpus, module), [module], async () =>
        jco.componentNew(new Uint8Array(await readFile(module)), adapters),
      );
    }
  }
}

async function componentizeJavaScript(source, wit, worldName, name) {
  const sourcePath = path.join(guests, source);
  const witPath = path.join(folder, wit);
  await make(name, [sourcePath], async () => {
    const { componentize } = await import(installed("componentize-js/src/componentize.js"));
    return (await componentize({ sourcePath, witPath, worldName })).component;
  });
}

/** What wasm-component-ld does for those who have it. */
async function componentizeRust() {
  const jco = await import(installed("jco/dist/api.js"));
  const built = path.join(folder, "rust/wasm32-unknown-unknown/release");
  for (const [file, name] of [
    ["examples/http.wasm", "http-rust.wasm"],
    ["examples/sockets.wasm", "sockets-rust.wasm"],
    ["count.wasm", "count.wasm"],
  ]) {
    const module = path.join(built, file);
    if (await changed(module)) {
      await make(name, [module], async () => jco.componentNew(new Uint8Array(await readFile(module)), []));
    }
  }
}

if (corpus) await adaptCorpus();
await componentizeJavaScript("program.js", "wit", "program", "javascript.wasm");
await componentizeJavaScript("handler.js", "wit-0.2.10", "handler", "http-javascript.wasm");
await componentizeRust();
