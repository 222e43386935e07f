/**
 * A model's file and what it imports → the blocks that each file sees: its own and those it names in imports. A path is
 * relative to the file it stands in and may not lead out of the folder of the model's own file.
 */
import type { Block, File, Import, Name } from "../1-parse/ast.ts";
import { DiagnosticSink, type Extra, type Label } from "../support/diagnostic.ts";
import type { ErrorCode } from "../support/diagnostic-codes.ts";
import type { Source, Span } from "../support/span.ts";
import { didYouMean } from "./suggest.ts";

/** Parses the file at a path from the folder of the model's file; undefined where it cannot be read. */
export type LoadFile = (path: string, sink: DiagnosticSink) => File | undefined;

/** The blocks that calls in each file may name. */
export type VisibleBlocks = ReadonlyMap<Source, ReadonlyMap<string, Block>>;

/** Keeps links that lead into their own folder from being followed for ever. */
const MAX_FILES = 100;

interface Loading {
  readonly sink: DiagnosticSink;
  readonly load: LoadFile | undefined;
  readonly blocks: Map<Source, ReadonlyMap<string, Block>>;
  /** By path; undefined where the file could not be read. */
  readonly files: Map<string, Loaded | undefined>;
}

interface Loaded {
  readonly file: File;
  /** Its syntax errors may have cost it blocks. */
  readonly mended: boolean;
}

/** A file on the way to the one that is read, and the import that led to it. */
interface Step {
  readonly path: string;
  readonly by?: Import;
}

export interface Imported {
  readonly blocks: VisibleBlocks;
  /** All files, the model's first. */
  readonly files: readonly File[];
}

export function resolveImports(file: File, sink: DiagnosticSink, load: LoadFile | undefined): Imported {
  const path = file.span.source.path.replace(/^.*[/\\]/, "");
  const loading: Loading = { sink, load, blocks: new Map(), files: new Map([[path, { file, mended: false }]]) };
  resolveFile(loading, file, [{ path }]);
  return { blocks: loading.blocks, files: [...loading.files.values()].flatMap((loaded) => loaded?.file ?? []) };
}

function resolveFile(loading: Loading, file: File, way: readonly Step[]): void {
  const blocks = new Map<string, Block>();
  const declared = new Map<string, Name>();
  const declare = (name: Name, block: Block | undefined): void => {
    const before = declared.get(name.text);
    if (before !== undefined) {
      const related = [{ span: before.span, text: "the first one" }];
      reportAt(loading, way, "duplicate-name", `a second block ${name.text}`, name.span, { related });
      return;
    }
    declared.set(name.text, name);
    if (block !== undefined) blocks.set(name.text, block);
  };
  loading.blocks.set(file.span.source, blocks);
  for (const statement of file.imports) {
    const loaded = open(loading, statement, way);
    for (const name of statement.names) declare(name, blockOf(loading, loaded, statement, name, way));
  }
  for (const block of file.blocks) declare(block.name, block);
}

function blockOf(
  loading: Loading,
  loaded: Loaded | undefined,
  { path }: Import,
  name: Name,
  way: readonly Step[],
): Block | undefined {
  if (loaded === undefined) return undefined;
  const { blocks, imports } = loaded.file;
  const block = blocks.find((candidate) => candidate.name.text === name.text);
  if (block !== undefined || loaded.mended) return block;
  const names = blocks.map((candidate) => candidate.name.text);
  const elsewhere = imports.find((other) => other.names.some(({ text }) => text === name.text));
  const known = names.length === 0 ? "it defines no blocks" : `it defines ${names.join(", ")}`;
  const hint = elsewhere === undefined ? didYouMean(name.text, names) : { help: "import it from where it is defined" };
  const related = elsewhere === undefined ? [] : [{ span: elsewhere.path.span, text: "it is imported there itself" }];
  const message = `${path.text} defines no block ${name.text}`;
  reportAt(loading, way, "unknown-block", message, name.span, { help: known, ...hint, related });
  return undefined;
}

/** The file that the import names, resolved itself; undefined where that failed, which is then reported. */
function open(loading: Loading, statement: Import, way: readonly Step[]): Loaded | undefined {
  const { sink, load, files } = loading;
  const { text, span } = statement.path;
  const here = way.at(-1)!.path;
  const target = pathFrom(here, text);
  if ("wrong" in target) {
    const help = target.help ?? 'write a path from this file on: "./file.inlay"';
    reportAt(loading, way, "import-path", target.wrong, span, { help });
    return undefined;
  }
  const { path } = target;
  const start = way.findIndex((step) => step.path === path);
  if (start >= 0) {
    const circle = [...way.slice(start), { path }].map((step) => step.path).join(" → ");
    const inner = way.slice(start + 1).flatMap(({ by }) => by ?? []);
    reportAt(loading, way.slice(0, start + 1), "import-cycle", `imports go in a circle: ${circle}`, span, {
      label: `leads back to ${path}`,
      related: inner.map((by) => ({ span: by.path.span, text: "from here" })),
      help: "move the blocks that both files use into a third",
    });
    return undefined;
  }
  if (files.has(path)) return files.get(path);
  if (files.size > MAX_FILES) {
    reportAt(loading, way, "too-large", `the model imports more than ${MAX_FILES} files`, span);
    return undefined;
  }
  const own = new DiagnosticSink();
  const file = load?.(path, own);
  const steps = [...way, { path, by: statement }];
  const loaded = file && { file, mended: own.hasErrors };
  files.set(path, loaded);
  const led = trail(steps);
  sink.diagnostics.push(...own.diagnostics.map((each) => ({ ...each, related: [...each.related, ...led] })));
  if (loaded !== undefined) resolveFile(loading, loaded.file, steps);
  else if (load === undefined) {
    const help = "give the compiler a `readFile`";
    reportAt(loading, way, "missing-file", `${text} cannot be read: files are out of reach here`, span, { help });
  } else reportAt(loading, way, "missing-file", `${path} cannot be read`, span);
  return loaded;
}

/** The path from the model's folder on. */
function pathFrom(here: string, text: string): { readonly path: string } | { readonly wrong: string; help?: string } {
  const isPlain = /^[^/\\:][^\\:]*$/.test(text);
  if (!isPlain) return { wrong: `"${text}" is not relative to this file` };
  if (!/^\.\.?\//.test(text)) return { wrong: "an import's path starts with ./ or ../", help: `write "./${text}"` };
  if (!text.endsWith(".inlay")) return { wrong: "an imported file ends in .inlay", help: `write "${text}.inlay"` };
  const parts = here.split("/").slice(0, -1);
  for (const part of text.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) {
        const help = "imports stay in the folder of the model's file and those below it";
        return { wrong: `"${text}" leads out of the model's folder`, help };
      }
    } else if (part !== "." && part !== "") parts.push(part);
  }
  return { path: parts.join("/") };
}

function reportAt(
  { sink }: Loading,
  way: readonly Step[],
  code: ErrorCode,
  message: string,
  span: Span,
  extra: Extra = {},
): void {
  sink.error(code, message, span, { ...extra, related: [...(extra.related ?? []), ...trail(way)] });
}

/** The last imports that led to a file, innermost first. */
function trail(way: readonly Step[]): Label[] {
  const imports = way.flatMap(({ by }) => by ?? []).slice(-2);
  return imports.reverse().map((by): Label => ({ span: by.path.span, text: "imported here" }));
}

/** The imported names that nothing in the file calls. */
export function unusedImports(file: File): Name[] {
  const called = new Set<string>();
  const pending: object[] = [file.blocks, file.models];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if ("callee" in value) called.add((value.callee as Name).text);
    for (const [key, part] of Object.entries(value)) {
      if (typeof part === "object" && part !== null && !/span/i.test(key)) pending.push(part);
    }
  }
  return file.imports.flatMap(({ names }) => names.filter(({ text }) => !called.has(text)));
}
