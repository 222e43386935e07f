/**
 * A model's modules → their files: `m.wasm`, for other levels `m.relaxed.wasm` and `m.wide.wasm`, for threads
 * `m.threads.wasm`, `m.threads.relaxed.wasm`, …, the loader `m.js` and its types `m.d.ts`.
 */
import { readFile, rm } from "node:fs/promises";
import { basename } from "node:path";
import { gzipSync } from "node:zlib";
import { SIMD_LEVELS, type SimdLevel } from "../5-emit/manifest.ts";
import type { CompiledModule } from "../compile.ts";
import { assertWritable, statOf, writeWhole } from "../interchange/files.ts";
import { UserError } from "../support/diagnostic.ts";
import { grouped } from "./measures.ts";
import { moduleLoader, moduleTypes } from "./module-loader.ts";

/** What a module was compiled for. */
export interface Variant {
  readonly level: SimdLevel;
  readonly threaded: boolean;
}

/** The one at `m.wasm` itself. */
export const FIRST: Variant = { level: "baseline", threaded: false };

/** All the others, which stand beside it. */
const OTHERS: readonly Variant[] = [false, true].flatMap((threaded) =>
  SIMD_LEVELS.filter((level) => threaded || level !== "baseline").map((level) => ({ level, threaded })),
);

export type Modules = readonly (Variant & { readonly module: CompiledModule })[];

export async function writeModule(path: string, modules: Modules): Promise<void> {
  const threads = modules.some(({ threaded }) => threaded);
  const wide = modules.some(({ level }) => level === "wide");
  const { manifest } = modules.find((variant) => isSame(variant, FIRST))!.module;
  const loader = await moduleLoader(manifest, basename(path), { wide, threads });
  const files: (readonly [string, Uint8Array | string, string?])[] = [
    ...modules.map(({ module, ...variant }) => {
      const note = `${variant.threaded ? ", threads" : ""}, ${variant.level} SIMD`;
      return [pathOf(path, variant), module.wasm, modules.length === 1 ? "" : note] as const;
    }),
    [beside(path, ".js"), loader],
    [beside(path, ".d.ts"), moduleTypes(manifest, { wide, threads })],
  ];
  // One of an earlier compilation would be loaded in place of the module that is written now.
  for (const other of OTHERS) {
    if (!modules.some((variant) => isSame(variant, other))) await rm(pathOf(path, other), { force: true });
  }
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
export async function assertModuleWritable(path: string, variants: readonly Variant[]): Promise<void> {
  await assertWritable(path);
  for (const own of [".js", ".d.ts"].map((ending) => beside(path, ending))) {
    await assertWritable(own);
    const text = await readFile(own, "utf8").catch(() => undefined);
    if (text === undefined || text.split("\n", 1)[0]!.includes("made by inlay")) continue;
    throw new UserError(`${own} exists and was not made by inlay compile: give another name with -o`);
  }
  // Of a variant that is not asked for, the module of an earlier compilation is removed.
  for (const variant of OTHERS) {
    const other = pathOf(path, variant);
    const wanted = variants.some((given) => isSame(given, variant));
    if (wanted || (await statOf(other)) !== undefined) await assertWritable(other);
  }
}

function isSame(a: Variant, b: Variant): boolean {
  return a.level === b.level && a.threaded === b.threaded;
}

function pathOf(path: string, { level, threaded }: Variant): string {
  return beside(path, `${threaded ? ".threads" : ""}${level === "baseline" ? "" : `.${level}`}.wasm`);
}

function beside(path: string, ending: string): string {
  return path.slice(0, -".wasm".length) + ending;
}
