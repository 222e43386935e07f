/** The text of one call: its head, then the values and stores of its body, one a line. */
import { oneOf, parseAttrs, parseDim } from "../ir/parse.ts";
import type { TokenReader } from "../ir/tokens.ts";
import type { Dim } from "../ir/type.ts";
import type { Border, KernelSize } from "../ops/definition/lowering.ts";
import { UserError } from "../support/diagnostic.ts";
import { type Lines, list } from "./parse-lines.ts";
import { type Filter, parseFilter, parseSum, type Sum } from "./parse-sum.ts";
import type { Access, Call, Operand, Reduction, Step, Store } from "./plan.ts";

const ACCESSES: readonly Access[] = ["element", "column", "row", "segment", "scalar"];
const BODIES = ["product", "winograd", "map", "reduce_rows", "reduce_segments", "reduce_columns"] as const;

export function parseCall(lines: Lines): Call {
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

/** `border {image = [8, 8], padding = [1, 1, 1, 1]}` */
function parseBorder(line: TokenReader): Border {
  line.expect("border");
  const { image, padding } = parseAttrs(line);
  const isList = (value: unknown, length: number) => Array.isArray(value) && value.length === length;
  if (isList(image, 2) && isList(padding, 4)) return { image, padding } as unknown as Border;
  return line.fail("a border has image = [height, width] and padding = [top, left, bottom, right]");
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
