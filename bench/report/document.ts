/** Puts generated text between the markers of a document: `<!-- bench:NAME -->` … `<!-- /bench:NAME -->`. */
import { readFile, rename, writeFile } from "node:fs/promises";

export function replaceSection(document: string, name: string, text: string): string {
  const [open, close] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const [start, end] = [document.indexOf(open), document.indexOf(close)];
  if (start < 0 || end < start) throw new Error(`the document lacks the markers ${open} … ${close}`);
  return `${document.slice(0, start + open.length)}\n${text.trim()}\n${document.slice(end)}`;
}

export async function writeSection(path: URL, name: string, text: string): Promise<void> {
  await writeWhole(path, replaceSection(await readFile(path, "utf8"), name, text));
}

/** Nobody sees half a file. */
export async function writeWhole(path: URL | string, text: string): Promise<void> {
  const temporary = `${path instanceof URL ? decodeURIComponent(path.pathname) : path}.${process.pid}.tmp`;
  await writeFile(temporary, text);
  await rename(temporary, path);
}
