/**
 * The host with what only Node can do: checkpoints in files, and instantiation by AssemblyScript's own loader (in a page
 * it would be a quarter of what users download, and `WebAssembly.instantiate` does for modules without imports).
 */
import { randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { instantiate } from "@assemblyscript/loader";
import { type LoadOptions, load as loadModule, type ModuleSource } from "./load.ts";
import type { Model } from "./model.ts";

export * from "./index.ts";

/** As in `inlay/host`. */
export async function load(source: ModuleSource, options: LoadOptions = {}): Promise<Model> {
  return loadModule(source, { instantiate: async (module) => (await instantiate(module)).instance, ...options });
}

/** Writes the model's checkpoint whole or not at all: beside the file first, then in its place. */
export async function saveFile(model: Model, path: string): Promise<void> {
  const beside = `${path}.${randomUUID()}`;
  try {
    await writeFile(beside, model.save());
    await rename(beside, path);
  } finally {
    await rm(beside, { force: true });
  }
}

export async function restoreFile(model: Model, path: string): Promise<void> {
  model.restore(await readFile(path));
}
