/**
 * The host with what only Node can do: checkpoints in files, and instantiation by AssemblyScript's own loader (in a page
 * it would be a quarter of what users download, and `WebAssembly.instantiate` does for modules without imports).
 */
import { randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { instantiate } from "@assemblyscript/loader";
import { fail, failBecause } from "./errors.ts";
import { type LoadOptions, load as loadModule, type ModuleSource } from "./index.ts";
import type { Model } from "./model.ts";
import type { Outputs, OutputsOf } from "./predict.ts";

export * from "./index.ts";

/** As in `inlay/host`. */
export async function load<Results extends OutputsOf<Results> = Outputs>(
  source: ModuleSource,
  options: LoadOptions = {},
): Promise<Model<Results>> {
  return loadModule(source, {
    instantiate: async (module, imports) => (await instantiate(module, imports)).instance,
    ...options,
  });
}

/** Writes the model's checkpoint whole or not at all: beside the file first, then in its place. */
export async function saveFile(model: Pick<Model, "save">, path: string): Promise<void> {
  const beside = `${path}.${randomUUID()}`;
  try {
    await writeFile(beside, model.save());
    await rename(beside, path);
  } catch (error) {
    // The file beside is no name that the user knows.
    const reason = (error as Error).message.replaceAll(beside, path);
    fail(`cannot save ${path}: ${reason}`, { cause: error });
  } finally {
    await rm(beside, { force: true });
  }
}

export async function restoreFile(model: Pick<Model, "restore">, path: string): Promise<void> {
  try {
    model.restore(await readFile(path));
  } catch (error) {
    failBecause(`cannot restore ${path}`, error);
  }
}
