// A core module → a component, as a world says. A command gets the adapter for preview 1.
//
//     npm install @bytecodealliance/jco
//     node component.mjs MODULE WIT WORLD COMPONENT
import { readFile, writeFile } from "node:fs/promises";
import { componentEmbed, componentNew, preview1AdapterCommandPath } from "@bytecodealliance/jco";

const [file, wit, world, component] = process.argv.slice(2);
const binary = new Uint8Array(await readFile(file));
const exported = WebAssembly.Module.exports(new WebAssembly.Module(binary));
const adapters = [];
if (exported.some(({ name }) => name === "_start")) {
  adapters.push(["wasi_snapshot_preview1", new Uint8Array(await readFile(preview1AdapterCommandPath()))]);
}
const embedded = await componentEmbed({ binary, witSource: await readFile(wit, "utf8"), world });
await writeFile(component, await componentNew(embedded, adapters));
