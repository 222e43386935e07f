/** A model's modules → their files: `m.wasm`, `m.relaxed.wasm`, `m.wide.wasm`, the loader `m.js` and its types `m.d.ts`. */
import { readFile, rm } from "node:fs/promises";
import { basename } from "node:path";
import { gzipSync } from "node:zlib";
import { SIMD_LEVELS, type SimdLevel } from "../5-emit/manifest.ts";
import type { CompiledModule } from "../compile.ts";
import { assertWritable, statOf, writeWhole } from "../interchange/files.ts";
import { UserError } from "../support/diagnostic.ts";
import { grouped } from "./measures.ts";
import { moduleLoader, moduleTypes } from "./module-loader.ts";

/** The levels whose modules stand beside that of `baseline`. */
const OTHERS = SIMD_LEVELS.filter((level) => level !== "baseline");

export type Modules = Readonly<Partial<Record<SimdLevel, CompiledModule>> & Record<"baseline", CompiledModule>>;

export async function writeModule(path: string, modules: Modules): Promise<void> {
  const { baseline } = modules;
  const others = OTHERS.filter((level) => modules[level] !== undefined);
  const loader = await moduleLoader(baseline.manifest, basename(path), others);
  const files: (readonly [string, Uint8Array | string, string?])[] = [
    [path, baseline.wasm, others.length === 0 ? "" : ", baseline SIMD"],
    ...others.map((level) => [levelPath(path, level), modules[level]!.wasm, `, ${level} SIMD`] as const),
    [beside(path, ".js"), loader],
    [beside(path, ".d.ts"), moduleTypes(baseline.manifest, others)],
  ];
  // One of an earlier compilation would be loaded in place of the module that is written now.
  for (const level of OTHERS) if (modules[level] === undefined) await rm(levelPath(path, level), { force: true });
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
export async function assertModuleWritable(path: string, levels: readonly SimdLevel[]): Promise<void> {
  await assertWritable(path);
  for (const own of [".js", ".d.ts"].map((ending) => beside(path, ending))) {
    await assertWritable(own);
    const text = await readFile(own, "utf8").catch(() => undefined);
    if (text === undefined || text.split("\n", 1)[0]!.includes("made by inlay")) continue;
    throw new UserError(`${own} exists and was not made by inlay compile: give another name with -o`);
  }
  // Of a level that is not asked for, the module of an earlier compilation is removed.
  for (const level of OTHERS) {
    const other = levelPath(path, level);
    if (levels.includes(level) || (await statOf(other)) !== undefined) await assertWritable(other);
  }
}

function levelPath(path: string, level: SimdLevel): string {
  return beside(path, `.${level}.wasm`);
}

function beside(path: string, ending: string): string {
  return path.slice(0, -".wasm".length) + ending;
}
