/** A compiled module → its files: `m.wasm`, `m.relaxed.wasm`, the loader `m.js` and its types `m.d.ts`. */
import { readFile, rm } from "node:fs/promises";
import { basename } from "node:path";
import { gzipSync } from "node:zlib";
import type { CompiledModule } from "../compile.ts";
import { assertWritable, writeWhole } from "../interchange/files.ts";
import { UserError } from "../support/diagnostic.ts";
import { grouped } from "./measures.ts";
import { moduleLoader, moduleTypes } from "./module-loader.ts";

export async function writeModule(path: string, baseline: CompiledModule, relaxed?: CompiledModule): Promise<void> {
  const stem = path.slice(0, -".wasm".length);
  const loader = await moduleLoader(baseline.manifest, basename(path));
  const files: (readonly [string, Uint8Array | string])[] = [
    [path, baseline.wasm],
    ...(relaxed === undefined ? [] : [[`${stem}.relaxed.wasm`, relaxed.wasm] as const]),
    [`${stem}.js`, loader],
    [`${stem}.d.ts`, moduleTypes(baseline.manifest)],
  ];
  // One of an earlier compilation would be loaded in place of the module that is written now.
  if (relaxed === undefined) await rm(`${stem}.relaxed.wasm`, { force: true });
  for (const [file, content] of files) {
    await writeWhole(file, content);
    const zipped = gzipSync(content, { level: 9 }).length;
    console.log(`${file}: ${grouped(Buffer.byteLength(content))} bytes, ${grouped(zipped)} gzipped`);
  }
}

/** Finds out before the compilation whether its files may be written: `-o app.wasm` spares an app.js of the user's. */
export async function assertModuleWritable(path: string): Promise<void> {
  await assertWritable(path);
  for (const own of [".js", ".d.ts"].map((ending) => path.slice(0, -".wasm".length) + ending)) {
    const text = await readFile(own, "utf8").catch(() => undefined);
    if (text === undefined || text.split("\n", 1)[0]!.includes("made by inlay")) continue;
    throw new UserError(`${own} exists and was not made by inlay compile: give another name with -o`);
  }
}
