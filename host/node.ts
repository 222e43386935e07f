/** The host with what only Node can do: checkpoints in files. */
import { randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import type { Model } from "./model.ts";

export * from "./index.ts";

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
