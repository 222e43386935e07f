/** Whole files in and out: a failure is one line for the user, and a file is written completely or not at all. */
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UserError } from "../support/diagnostic.ts";

export async function readBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readFile(path).catch((error) => refuse("read", path, error));
  // A copy when Node lent a slice of its pool, so that typed arrays can be aligned on the buffer.
  return bytes.byteOffset === 0 && bytes.buffer instanceof ArrayBuffer
    ? new Uint8Array(bytes.buffer, 0, bytes.length)
    : new Uint8Array(bytes);
}

export async function readText(path: string): Promise<string> {
  const bytes = await readBytes(path);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${path} is not UTF-8 text`);
  }
}

/** Writes beside the target, then renames over it: a reader sees the old file or the new one, never half of one. */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    await assertWritable(path);
    await writeFile(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    refuse("write", path, error);
  }
}

/** Finds out before a long run whether its result could be written. */
export async function assertWritable(path: string): Promise<void> {
  const folder = await stat(dirname(path)).catch((error) => refuse("write", path, error));
  if (!folder.isDirectory()) throw new UserError(`cannot write ${path}: ${dirname(path)} is not a folder`);
  const target = await stat(path).catch(() => undefined);
  if (target?.isDirectory()) throw new UserError(`cannot write ${path}: it is a folder`);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of the path is not a folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
};

function refuse(verb: "read" | "write", path: string, error: unknown): never {
  if (error instanceof UserError) throw error;
  const code = (error as NodeJS.ErrnoException).code ?? "";
  throw new UserError(`cannot ${verb} ${path}: ${REASONS[code] ?? (error as Error).message}`);
}
