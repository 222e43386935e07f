/** What a page fetches to predict, minified and bundled: scripts, WebAssembly files and the model. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { DownloadRow } from "./report/rows.ts";

const require = createRequire(import.meta.url);

/** The WebAssembly file that each peer loads without threads, and its loader where that is a file of its own. */
export const WASM_FILES: Readonly<Record<string, readonly string[]>> = {
  "onnxruntime-web": [
    "onnxruntime-web/dist/ort-wasm-simd-threaded.wasm",
    "onnxruntime-web/dist/ort-wasm-simd-threaded.mjs",
  ],
  "tfjs-core": ["@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm"],
  "tfjs-layers": ["@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm"],
  "jax-js": [],
};

const SCRIPTS: Readonly<Record<string, string>> = {
  "onnxruntime-web": "peers/onnxruntime.ts",
  "tfjs-core": "peers/tfjs-core.ts",
  "tfjs-layers": "peers/tfjs-layers.ts",
  "jax-js": "peers/jax.ts",
};

/** Files of installed packages; packages keep some of them from `require.resolve`. */
export function packageFile(path: string): string {
  const name = path.startsWith("@") ? path.split("/").slice(0, 2).join("/") : path.split("/", 1)[0]!;
  const folder = require.resolve.paths(name)!.map((base) => join(base, name));
  return join(folder[0]!, path.slice(name.length + 1));
}

export async function measureDownloads(
  folder: string,
  loaders: ReadonlyMap<string, readonly string[]>,
  model: string,
): Promise<DownloadRow[]> {
  const rows: DownloadRow[] = [];
  const add = (name: string, files: readonly Uint8Array[]) => {
    const bytes = files.reduce((sum, { length }) => sum + length, 0);
    const gzip = files.reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, 0);
    rows.push({ name, bytes, gzip });
  };
  for (const [name, files] of loaders) add(name, await Promise.all(files.map((file) => readFile(join(folder, file)))));
  for (const [name, script] of Object.entries(SCRIPTS)) {
    const files = [
      await bundle(script),
      ...(await Promise.all(WASM_FILES[name]!.map((file) => readFile(packageFile(file))))),
      // The weights of the same folded network, in a form that any of them could read.
      await readFile(join(folder, `${model}.onnx`)),
    ];
    add(name, files);
  }
  return rows;
}

/** A script with all it imports, for a page. Parts that it loads on demand count as well. */
export async function bundle(script: string): Promise<Uint8Array> {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(script, import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    external: ["onnxruntime-node", "node:*"],
    conditions: ["onnxruntime-web-use-extern-wasm"],
    logLevel: "error",
    absWorkingDir: dirname(fileURLToPath(import.meta.url)),
  });
  return outputFiles[0]!.contents;
}
