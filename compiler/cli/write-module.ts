/** A compiled module → its files: `m.wasm`, `m.relaxed.wasm`, the loader `m.js` and its types `m.d.ts`. */
import { readFile, rm } from "node:fs/promises";
import { basename } from "node:path";
import { gzipSync } from "node:zlib";
import type { CompiledModule } from "../compile.ts";
import { assertWritable, statOf, writeWhole } from "../interchange/files.ts";
import { UserError } from "../support/diagnostic.ts";
import { grouped } from "./measures.ts";
import { moduleLoader, moduleTypes } from "./module-loader.ts";

export async function writeModule(path: string, baseline: CompiledModule, relaxed?: CompiledModule): Promise<void> {
  const relaxedPath = beside(path, ".relaxed.wasm");
  const loader = await moduleLoader(baseline.manifest, basename(path));
  const files: (readonly [string, Uint8Array | string, string?])[] = [
    ...(relaxed === undefined
      ? [[path, baseline.wasm] as const]
      : ([
          [path, baseline.wasm, ", baseline SIMD"],
          [relaxedPath, relaxed.wasm, ", relaxed SIMD"],
        ] as const)),
    [beside(path, ".js"), loader],
    [beside(path, ".d.ts"), moduleTypes(baseline.manifest)],
  ];
  // One of an earlier compilation would be loaded in place of the module that is written now.
  if (relaxed === undefined) await rm(relaxedPath, { force: true });
  for (const [file, content, note = ""] of files) {
    await writeWhole(file, content);
    const zipped = gzipSync(content, { level: 9 }).length;
    console.log(`${file}: ${grouped(Buffer.byteLength(content))} bytes, ${grouped(zipped)} gzipped${note}`);
  }
}

/**
 * Finds out before the compilation whether its files may be written, so that all of them are or none: `-o app.wasm`
 * spares an app.js of the user's.
 */
export async function assertModuleWritable(path: string, relaxed: boolean): Promise<void> {
  await assertWritable(path);
  for (const own of [".js", ".d.ts"].map((ending) => beside(path, ending))) {
    await assertWritable(own);
    const text = await readFile(own, "utf8").catch(() => undefined);
    if (text === undefined || text.split("\n", 1)[0]!.includes("made by inlay")) continue;
    throw new UserError(`${own} exists and was not made by inlay compile: give another name with -o`);
  }
  // Without `relaxed` one of an earlier compilation is removed.
  const second = beside(path, ".relaxed.wasm");
  if (relaxed || (await statOf(second)) !== undefined) await assertWritable(second);
}

function beside(path: string, ending: string): string {
  return path.slice(0, -".wasm".length) + ending;
}
