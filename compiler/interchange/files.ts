/** Whole files in and out: a failure is one line for the user, and a file is written completely or not at all. */
import { constants, type Stats } from "node:fs";
import { access, mkdir, readdir, readFile, readlink, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
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

/**
 * Writes beside the target, then renames over it: a reader sees the old file or the new one, never half of one. What a
 * symbolic link points at is written, the link stays.
 */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  let temporary: string | undefined;
  try {
    const target = await assertWritable(path);
    temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
    await writeFile(temporary, content);
    await rename(temporary, target);
  } catch (error) {
    if (temporary !== undefined) await rm(temporary, { force: true }).catch(() => {});
    refuse("write", path, error);
  }
}

/** Finds out before a long run whether its result could be written; gives the file that would be, behind all links. */
export async function assertWritable(path: string): Promise<string> {
  const target = await behindLinks(path).catch((error) => refuse("write", path, error));
  const folder = await stat(dirname(target)).catch((error) => refuse("write", path, error));
  if (!folder.isDirectory()) throw new UserError(`cannot write ${path}: ${dirname(target)} is not a folder`);
  await access(dirname(target), constants.W_OK).catch((error) => refuse("write", path, error));
  const present = await statOf(target);
  if (present?.isDirectory()) throw new UserError(`cannot write ${path}: it is a folder`);
  // A device or a pipe: renaming would put a file in its place.
  if (present?.isFile() === false) throw new UserError(`cannot write ${path}: it is not a file`);
  return target;
}

/** As many as Linux follows. */
const MAX_LINKS = 40;

/** The path with all its links followed; the last of them may lead to a file that isn't there yet. */
async function behindLinks(path: string, links = 0): Promise<string> {
  if (links > MAX_LINKS) throw new UserError(`cannot write ${path}: its links lead in a circle`);
  const folder = await realpath(dirname(path));
  const own = join(folder, basename(path));
  const link = await readlink(own).catch(() => undefined);
  return link === undefined ? own : behindLinks(resolve(folder, link), links + 1);
}

/** Refuses an output that is one of the command's own inputs, whatever the paths say. */
export async function assertSpares(output: string, inputs: readonly (string | undefined)[]): Promise<void> {
  const target = await statOf(output);
  for (const input of target === undefined ? [] : inputs) {
    const source = input === undefined ? undefined : await statOf(input);
    if (source === undefined || source.ino !== target!.ino || source.dev !== target!.dev) continue;
    throw new UserError(`cannot write ${output}: the command reads it${input === output ? "" : ` as ${input}`}`);
  }
}

/** The names in a folder, sorted. */
export async function listFolder(path: string): Promise<string[]> {
  return (await readdir(path).catch((error) => refuse("read", path, error))).sort();
}

/** Makes a folder that is not there yet, and those above it. */
export async function makeFolder(path: string): Promise<void> {
  if ((await statOf(path))?.isDirectory() === false) throw new UserError(`${path} is a file, not a folder`);
  await mkdir(path, { recursive: true }).catch((error) => refuse("write", path, error));
}

/** Undefined where there is nothing, or where what is there is out of reach. */
export async function statOf(path: string): Promise<Stats | undefined> {
  return stat(path).catch(() => undefined);
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
