/** The files that a user of Inlay's loader gets, in the folder of a run: the module with its weights, and its script. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hostBundle, MODULE_NAME, PLAIN } from "../compiler/cli/host-bundle.ts";

const LEVELS = ["baseline", "relaxed"] as const;

/** By rows' names: the loader that a start-up loads, and the files that a page fetches. */
export async function writeLoaders(folder: string, model: string) {
  const bundle = await hostBundle(PLAIN);
  const start = new Map<string, string>();
  const files = new Map<string, readonly string[]>();
  for (const level of LEVELS) {
    const wasm = `${model}.infer.1.${level}.wasm`;
    const loader = `${model}.${level}.js`;
    await writeFile(join(folder, loader), bundle.replace(MODULE_NAME, wasm));
    start.set(`Inlay ${level}`, loader);
    files.set(`Inlay ${level}`, [loader, wasm]);
  }
  return { start, files };
}
