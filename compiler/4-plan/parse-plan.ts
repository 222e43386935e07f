/**
 * Text (see print-plan.ts) → plan, line by line: a `//` line ahead of a call is its comment, which a plan keeps.
 */
import { oneOf, parseAttrs, parseDim, parseType } from "../ir/parse.ts";
import { TokenReader } from "../ir/tokens.ts";
import type { Dim } from "../ir/type.ts";
import type { Border, ImageWindow, KernelSize, WinogradSizes } from "../ops/definition/lowering.ts";
import { UserError } from "../support/diagnostic.ts";
import type {
  Access,
  Buffer,
  BufferRole,
  Call,
  Group,
  Operand,
  PartOf,
  Plan,
  PlanEntry,
  ProductCall,
  Reduction,
  Step,
  Store,
  WinogradCall,
} from "./plan.ts";

const ENTRIES: readonly PlanEntry["entry"][] = ["init", "infer", "evaluate", "train", "recalibrate", "swap"];
const ROLES: readonly BufferRole[] = [
  "argument",
  "parameter",
  "state",
  "constant",
  "input",
  "output",
  "result",
  "temporary",
];
const ACCESSES: readonly Access[] = ["element", "column", "row", "segment", "scalar"];
const BODIES = ["product", "winograd", "map", "reduce_rows", "reduce_segments", "reduce_columns"] as const;

/** Throws a `UserError` with the line's number where the text is not a plan. */
export function parsePlan(text: string): Plan {
  const lines = new Lines(text);
  const name = lines.take((line) => {
    line.expect("plan");
    return line.name();
  });
  const setting = (word: string) =>
    lines.take((line) => {
      line.expect(word);
      return line.number();
    });
  const maxBatch = setting("max_batch");
  const threads = lines.nextIs("threads") ? setting("threads") : 1;
  const memoryBytes = setting("memory_bytes");
  lines.take((line) => open(line, "buffers"));
  const buffers = lines.until(() => lines.take(parseBuffer));
  const entries: PlanEntry[] = [];
  while (!lines.atEnd()) entries.push(parseEntry(lines));
  return { name, maxBatch, threads, buffers, entries, memoryBytes };
}

/** The lines that are not blank, and the comments since the last one. */
class Lines {
  readonly #lines: readonly { readonly text: string; readonly number: number }[];
  #next = 0;
  #comment: string[] = [];

  constructor(text: string) {
    const all = text.split("\n").map((line, i) => ({ text: line.trim(), number: i + 1 }));
    this.#lines = all.filter((line) => line.text !== "");
  }

  /** The number of the line read last. */
  get number(): number {
    return this.#lines[this.#next - 1]?.number ?? 1;
  }

  atEnd(): boolean {
    this.#skipComments();
    return this.#next === this.#lines.length;
  }

  /** Whether the next line begins with a word. */
  nextIs(word: string): boolean {
    this.#skipComments();
    return this.#lines[this.#next]?.text.startsWith(`${word} `) ?? false;
  }

  /** Reads the whole next line. */
  take<T>(read: (line: TokenReader) => T): T {
    this.#skipComments();
    this.#comment = [];
    const line = this.#lines[this.#next++];
    const reader = new TokenReader(line?.text ?? "", line?.number ?? this.#lines.at(-1)?.number ?? 1);
    const result = read(reader);
    reader.end();
    return result;
  }

  /** What `read` makes of the lines up to a closing brace. */
  until<T>(read: () => T): T[] {
    const results: T[] = [];
    for (;;) {
      if (this.atEnd()) this.take((line) => line.failNext("}"));
      if (this.#lines[this.#next]?.text === "}") break;
      results.push(read());
    }
    this.take((line) => line.expect("}"));
    return results;
  }

  /** The comments since the last line. */
  comment(): readonly string[] {
    this.#skipComments();
    return this.#comment;
  }

  #skipComments(): void {
    for (; this.#lines[this.#next]?.text.startsWith("//"); this.#next++) {
      this.#comment.push(this.#lines[this.#next]!.text.replace(/^\/\/ ?/, ""));
    }
  }
}

function open(line: TokenReader, word: string): void {
  line.expect(word);
  line.expect("{");
}

function parseBuffer(line: TokenReader): Buffer {
  const name = line.bufferName();
  const role = oneOf(line, ROLES, "a role");
  const type = parseType(line);
  const layout = oneOf(line, ["rows", "panels"] as const, "a layout");
  const panelLocal = line.accept("local");
  const offset = line.number();
  const bytes = line.number();
  const inPlaceOf = line.accept("in") ? { inPlaceOf: parseState(line) } : {};
  const partOf = line.accept("part") ? { partOf: parsePartOf(line) } : {};
  const values = line.accept("=") ? { values: list(line, "[", () => line.number(), "]") } : {};
  return { name, role, type, layout, panelLocal, offset, bytes, ...inPlaceOf, ...partOf, ...values };
}

/** `in place of hidden.weight`, from the second word on. */
function parseState(line: TokenReader): string {
  line.expect("place");
  line.expect("of");
  return line.bufferName();
}

/** `part of train/joined from panel 4 lane 12`, from the second word on. */
function parsePartOf(line: TokenReader): PartOf {
  line.expect("of");
  const buffer = line.bufferName();
  line.expect("from");
  line.expect("panel");
  const panel = line.number();
  return line.accept("lane") ? { buffer, panel, lane: line.number() } : { buffer, panel };
}

function parseEntry(lines: Lines): PlanEntry {
  const head = lines.take((line) => {
    line.expect("entry");
    const entry = oneOf(line, ENTRIES, "an entry");
    const sharedFrom = line.accept("shared") ? { sharedFrom: parseSharedFrom(line) } : {};
    line.expect("{");
    return { entry, ...sharedFrom };
  });
  return { ...head, groups: lines.until(() => parseGroup(lines)) };
}

/** `shared from 12`, from the second word on. */
function parseSharedFrom(line: TokenReader): number {
  line.expect("from");
  return line.number();
}

/** `split by rows`, from the second word on. */
function parseSplit(line: TokenReader): NonNullable<Group["split"]> {
  line.expect("by");
  return oneOf(line, ["panels", "rows"] as const, "what is split");
}

function parseGroup(lines: Lines): Group {
  const head = lines.take((line) => {
    const once = line.accept("once");
    if (!once) line.expect("panels");
    const panels = once ? 1 : line.number();
    const split = line.accept("split") ? { split: parseSplit(line) } : {};
    line.expect("{");
    return { panels, ...split };
  });
  return { ...head, calls: lines.until(() => parseCall(lines)) };
}

function parseCall(lines: Lines): Call {
  const comment = lines.comment();
  const head = lines.take((line) => (line.nextIs("=") || line.nextIs(",") ? parseKernel(line) : parseHead(line)));
  if (head.kind === "kernel") return { ...head, comment };
  const { kind, rows, columns, segment } = head;
  const at = lines.number;

  const operands: Operand[] = [];
  const steps: Step[] = [];
  const stores: Store[] = [];
  const reductions: Reduction[] = [];
  let sum: Sum | undefined;
  let filter: Filter | undefined;
  let values = 0;
  const parseLine = (line: TokenReader) => {
    if (line.accept("store")) {
      const buffer = line.bufferName();
      line.expect("=");
      if (kind === "product" || kind === "winograd" || kind === "map") {
        const value = parseValue(line);
        stores.push({ value, buffer, ...(line.accept("in") ? { border: parseBorder(line) } : {}) });
      } else reductions.push({ ...parseStep(line), buffer });
      return;
    }
    if (parseValue(line) !== values++) line.fail(`value ${values - 1} belongs here`);
    line.expect("=");
    const access = ACCESSES.find((word) => word === line.peek());
    if (access !== undefined && !line.nextIs("(")) {
      line.skip();
      operands.push({ buffer: line.bufferName(), access });
    } else if (kind === "product" && line.accept("sum")) sum = parseSum(line);
    else if (kind === "winograd" && line.accept("filter")) filter = parseFilter(line);
    else steps.push(parseStep(line));
  };
  lines.until(() => lines.take(parseLine));

  const body = { operands, steps };
  if (kind === "map") return { kind, rows, columns, ...segment, body, stores, comment };
  if (kind === "winograd") {
    if (filter === undefined) throw new UserError(`line ${at}: a filtering has one sum`);
    return { kind, ...filter, rows, columns: columns as number, ...segment, body, stores, comment };
  }
  if (kind !== "product") return { kind, rows, columns, ...segment, body, reductions, comment };
  if (sum === undefined) throw new UserError(`line ${at}: a product has one sum`);
  if (typeof columns !== "number") throw new UserError(`line ${at}: a product has a number of columns`);
  return { kind, ...sum, rows, columns, ...segment, body, stores, comment };
}

interface Head {
  readonly kind: (typeof BODIES)[number];
  readonly rows: Dim;
  readonly columns: Dim;
  readonly segment: { readonly segment?: number };
}

function parseHead(line: TokenReader): Head {
  const kind = oneOf(line, BODIES, "a call");
  const [rows, columns, ...more] = list(line, "[", () => parseDim(line), "]");
  if (rows === undefined || columns === undefined || more.length > 0) return line.fail("expected [rows, columns]");
  const segment = line.accept("segments") ? { segment: parseLength(line) } : {};
  line.expect("{");
  return { kind, rows, columns, segment };
}

/** `segments of 64`, from the second word on. */
function parseLength(line: TokenReader): number {
  line.expect("of");
  return line.number();
}

function parseKernel(line: TokenReader) {
  const results = [line.bufferName()];
  while (line.accept(",")) results.push(line.bufferName());
  line.expect("=");
  line.expect("kernel");
  const kernel = line.name();
  const operands = list(line, "(", () => line.bufferName(), ")");
  const sizes = list(line, "[", (): KernelSize => (line.accept("f32") ? { f32: line.number() } : parseDim(line)), "]");
  return { kind: "kernel" as const, kernel, operands, results, sizes };
}

type Sum = Pick<ProductCall, "a" | "aAccess" | "window" | "b" | "initial" | "partial" | "depth">;

function parseSum(line: TokenReader): Sum {
  line.expect("a");
  const a = line.bufferName();
  line.expect("by");
  const aAccess = oneOf(line, ["rows", "columns"] as const, "how a is read");
  const window = line.accept("of") ? { window: parseWindow(line) } : {};
  line.expect(",");
  line.expect("b");
  const b = line.bufferName();
  line.expect(",");
  line.expect("depth");
  const depth = parseDim(line);
  const more: { initial?: string; partial?: string } = {};
  while (line.accept(",")) more[oneOf(line, ["initial", "partial"] as const, "a buffer's part")] = line.bufferName();
  return { a, aAccess, ...window, b, depth, ...more };
}

/** `window {channels = 16, …}` */
function parseWindow(line: TokenReader): ImageWindow {
  line.expect("window");
  const { channels, ...pairs } = parseAttrs(line);
  const pair = (name: string): readonly [number, number] => {
    const value = pairs[name];
    if (!Array.isArray(value) || value.length !== 2) return line.fail(`a window has ${name} = [height, width]`);
    return value as unknown as readonly [number, number];
  };
  if (typeof channels !== "number") return line.fail("a window has a number of channels");
  return {
    channels,
    image: pair("image"),
    kernel: pair("kernel"),
    strides: pair("strides"),
    dilations: pair("dilations"),
    places: pair("places"),
  };
}

/** `border {image = [8, 8], padding = [1, 1, 1, 1]}` */
function parseBorder(line: TokenReader): Border {
  line.expect("border");
  const { image, padding } = parseAttrs(line);
  const isList = (value: unknown, length: number) => Array.isArray(value) && value.length === length;
  if (isList(image, 2) && isList(padding, 4)) return { image, padding } as unknown as Border;
  return line.fail("a border has image = [height, width] and padding = [top, left, bottom, right]");
}

type Filter = WinogradSizes & Pick<WinogradCall, "x" | "b" | "block" | "scratch">;

/** `x infer/padded, b infer/u, block 12, scratch infer/y.scratch, images batch {image = [6, 6], …}` */
function parseFilter(line: TokenReader): Filter {
  const buffer = (word: string) => {
    line.expect(word);
    const name = line.bufferName();
    line.expect(",");
    return name;
  };
  const operands = { x: buffer("x"), b: buffer("b") };
  line.expect("block");
  const block = line.number();
  line.expect(",");
  const scratch = buffer("scratch");
  line.expect("images");
  const images = parseDim(line);
  const attrs = parseAttrs(line);
  const pair = (name: string): readonly [number, number] => {
    const value = attrs[name];
    if (!Array.isArray(value) || value.length !== 2) return line.fail(`a filtering has ${name} = [height, width]`);
    return value as unknown as readonly [number, number];
  };
  if (typeof attrs.channels !== "number") return line.fail("a filtering has a number of channels");
  const sizes = { images, image: pair("image"), channels: attrs.channels, places: pair("places") };
  const gradient = attrs.origin === undefined ? {} : { gradient: { image: pair("dy_image"), origin: pair("origin") } };
  return { ...operands, block, scratch, ...sizes, ...gradient };
}

function parseStep(line: TokenReader): Step {
  const op = line.name();
  const args = line.peek() === "(" ? list(line, "(", () => parseValue(line), ")") : [];
  return { op, attrs: parseAttrs(line), args };
}

/** `%3` */
function parseValue(line: TokenReader): number {
  const { key, name } = line.nodeName();
  return name === undefined ? Number(key.slice(1)) : line.fail("expected a value");
}

function list<T>(line: TokenReader, opening: string, item: () => T, closing: string): T[] {
  const items: T[] = [];
  line.expect(opening);
  if (line.accept(closing)) return items;
  do items.push(item());
  while (line.accept(","));
  line.expect(closing);
  return items;
}
