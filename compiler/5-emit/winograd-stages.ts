/**
 * The transforms around the products of Winograd's filtering, as functions: of a block of image tiles, of dy's, of a block
 * of results and of weights. The latter two end in the call's body, which is in the code once.
 */
import { borderOf } from "../4-plan/access.ts";
import { PANEL_BYTES } from "../4-plan/layout.ts";
import type { WinogradCall } from "../4-plan/plan.ts";
import { IMAGE, REACH, RESULT, RESULT_GRADIENT, TILE, type Transform, WEIGHT_GRADIENT } from "../ops/winograd-rules.ts";
import { BodyCode } from "./body-code.ts";
import { storeAddress } from "./border.ts";
import {
  indent,
  interleave,
  type KernelText,
  lengthParams,
  loadOperand,
  operandParams,
  type RowStride,
} from "./kernel-text.ts";
import type { SimdLevel } from "./manifest.ts";
import { asV, KernelScope, VectorCode } from "./vector-code.ts";
import { range, squareLines, storeAll, vectorsAtOnce } from "./winograd-transforms.ts";

/** V[tile][ξ][c] = Bᵀ d B */
export function imageTransform(level: SimdLevel): KernelText {
  const vectors = vectorsAtOnce(level);
  const lines = [
    `const corner = x + <usize>n * image + (<usize>ty * row << 2) + (<usize>tx << 8);`,
    `for (let c: i32 = 0; c < channels; c += ${4 * vectors}) {`,
    "  let from = corner + <usize>(c >> 4) * next + (<usize>(c & 15) << 2);",
    "  let to = v + (<usize>c << 2);",
    ...indent(
      squareLines(new KernelScope(level), {
        transform: IMAGE,
        load: (i) => place("from", "row", i),
        nextColumn: `from += ${PANEL_BYTES};`,
        finish: (values) => values.flatMap((column) => [...storeAll("to", column), "to += place;"]),
      }),
    ),
    "}",
    "v += tile;",
  ];
  const images = ["x: usize", "row: usize", "image: usize", "next: usize"];
  return {
    hint: "winograd_image",
    params: [...BLOCK_PARAMS, ...images, "channels: i32", "v: usize", "tile: usize", "place: usize", "scratch: usize"],
    lines: eachTile(lines),
    functions: new Set(),
  };
}

/** D[ξ][tile][16] = A dy Aᵀ */
export function gradientTransform(level: SimdLevel): KernelText {
  const lines = [
    `const corner = dy + <usize>n * image + (<usize>ty * row << 2) + (<usize>tx << 8);`,
    `for (let c: usize = 0; c < ${PANEL_BYTES}; c += ${16 * vectorsAtOnce(level)}) {`,
    "  let from = corner + c;",
    "  let to = d + c;",
    ...indent(
      squareLines(new KernelScope(level), {
        transform: RESULT_GRADIENT,
        load: (i) => place("from", "row", i),
        nextColumn: `from += ${PANEL_BYTES};`,
        finish: (values) => values.flatMap((column) => [...storeAll("to", column), "to += place;"]),
      }),
    ),
    "}",
    `d += ${PANEL_BYTES};`,
  ];
  return {
    hint: "winograd_of_gradient",
    params: [...BLOCK_PARAMS, "dy: usize", "row: usize", "image: usize", "d: usize", "scratch: usize"],
    lines: [`const place = <usize>(count + 1) << 6;`, ...eachTile(lines)],
    functions: new Set(),
  };
}

/** y = Aᵀ M A, of which the last tiles of an image may have fewer rows and columns; then the body. */
export function resultTransform(call: WinogradCall, level: SimdLevel, stride: RowStride): KernelText {
  const body = epilogue(call, level, stride, {
    ...{ transform: RESULT, next: "next", corner: "corner" },
    ...{ rows: "<usize>rows", columns: "<usize>columns", pixel: "64", line: "<usize>width << 6" },
  });
  const lines = [
    "const corner = <usize>((n * height + (ty << 2)) * width + (tx << 2)) << 6;",
    `const rows = min(${TILE}, height - (ty << 2));`,
    `const columns = min(${TILE}, width - (tx << 2));`,
    ...body.lines,
    `m += ${PANEL_BYTES};`,
  ];
  return {
    hint: "winograd_result",
    params: [...BLOCK_PARAMS, "width: i32", "height: i32", "m: usize", "scratch: usize", ...body.params],
    lines: [...body.before, "const next = <usize>count << 6;", ...eachTile(lines)],
    functions: body.functions,
  };
}

/** dw = Gᵀ W G, a row of the weight for each channel; then the body. */
export function weightTransform(call: WinogradCall, level: SimdLevel, stride: RowStride): KernelText {
  const body = epilogue(call, level, stride, {
    ...{ transform: WEIGHT_GRADIENT, next: "next", corner: "(<usize>i << 6)" },
    ...{ rows: "3", columns: "3", pixel: "pixel", line: "3 * pixel" },
  });
  return {
    hint: "winograd_weight",
    params: ["channels: i32", "wide: i32", "m: usize", "scratch: usize", ...body.params],
    lines: [
      ...body.before,
      "const next = <usize>(wide + 1) << 6;",
      "const pixel = <usize>channels << 6;",
      "for (let i: i32 = 0; i < channels; ++i) {",
      ...indent([...body.lines, `m += ${PANEL_BYTES};`]),
      "}",
    ],
    functions: body.functions,
  };
}

interface Finish {
  readonly transform: Transform;
  /** Bytes from one place ξ to the next, in `m`. */
  readonly next: string;
  /** Of the result: where it begins, how much of it is wanted, and bytes from one element to the next. */
  readonly corner: string;
  readonly rows: string;
  readonly columns: string;
  readonly pixel: string;
  readonly line: string;
}

/**
 * Transforms the square at `m`, runs the body on each element and stores. The body is a loop over a row's elements,
 * written for the first: the others move up, so that it is in the code once.
 */
function epilogue(call: WinogradCall, level: SimdLevel, stride: RowStride, finish: Finish) {
  const { body: steps, stores } = call;
  const hasBorder = borderOf(call) !== undefined;
  const scope = new KernelScope(level);
  const vectors = vectorsAtOnce(level);
  const body = new BodyCode(steps, 1);
  const load = (vector: number) => (operand: Parameters<typeof loadOperand>[0], index: number) => {
    const places = ["at", "c", "segment"].map((base) => plus(base, 16 * vector));
    const [element, column, segment] = places as [string, string, string];
    return loadOperand(operand, index, { element, column, segment, row: "(at >> 6)" }, stride);
  };
  const before = new VectorCode(scope);
  const scalars = body.emit("scalar", before, new Map(), load(0));
  const columns = range(vectors).map((v) => {
    const code = new VectorCode(scope);
    return { lines: code.lines, values: body.emit("column", code, scalars, load(v)) };
  });
  const inner = new VectorCode(scope);
  if (call.segment !== undefined) inner.lines.push("const segment = (<usize>(<i32>(at >> 6) / length) << 6) + c;");
  const byRow = body.emit("row", inner, scalars, load(0));
  const elements = range(vectors).map((v) => {
    const code = new VectorCode(scope);
    const known = new Map([...byRow, ...columns[v]!.values, [steps.operands.length, asV(`p0_${v}`)] as const]);
    const values = body.emit("element", code, body.emit("segment", code, known, load(v)), load(v));
    for (const [i, { value }] of stores.entries())
      code.lines.push(...storeAll(storeAddress(call, i), [`${values.get(value)}`], 16 * v));
    return code.lines;
  });
  const square = squareLines(scope, {
    transform: finish.transform,
    load: (i) => place("from", finish.next, i * REACH),
    nextColumn: `from += ${finish.next};`,
    rows: finish.rows,
    finish: (values) => [
      ...values.flatMap((value, j) => value.map((name, v) => `let p${j}_${v} = ${name};`)),
      `for (let at = start, stop = start + ${finish.columns} * ${parenthesised(finish.pixel)}; at < stop; at += ${finish.pixel}) {`,
      ...indent([
        ...inner.lines,
        ...interleave(elements),
        ...range(finish.transform.to - 1).flatMap((j) => range(vectors).map((v) => `p${j}_${v} = p${j + 1}_${v};`)),
      ]),
      "}",
      `start += ${finish.line};`,
      ...(hasBorder ? ["shift += lineGap;"] : []),
    ],
  });
  return {
    before: before.lines,
    functions: scope.functions,
    params: [
      ...lengthParams(call),
      ...(hasBorder ? ["firstByte: usize", "lineGap: usize", "imageGap: usize"] : []),
      ...operandParams(steps),
      ...stores.map((_, i) => `y${i}: usize`),
    ],
    lines: [
      `for (let c: usize = 0; c < ${PANEL_BYTES}; c += ${16 * vectors}) {`,
      "  let from = m + c;",
      `  let start = ${finish.corner} + c;`,
      ...(hasBorder
        ? [`  let shift = firstByte + <usize>(n * height + (ty << 2)) * lineGap + <usize>n * imageGap;`]
        : []),
      ...indent([...interleave(columns.map(({ lines }) => lines)), ...square]),
      "}",
    ],
  };
}

const BLOCK_PARAMS = ["first: i32", "count: i32", "across: i32", "down: i32"];

/** A block's tiles, which are numbered along the rows of all images. */
function eachTile(lines: readonly string[]): string[] {
  return [
    "let n = first / (across * down);",
    "let ty = (first / across) % down;",
    "let tx = first % across;",
    "for (let t: i32 = 0; t < count; ++t) {",
    ...indent([
      ...lines,
      "if (++tx == across) {",
      "  tx = 0;",
      "  if (++ty == down) {",
      "    ty = 0;",
      "    ++n;",
      "  }",
      "}",
    ]),
    "}",
  ];
}

function place(base: string, step: string, times: number): string {
  if (times === 0) return base;
  return `${base} + ${step}${times === 1 ? "" : ` * ${times}`}`;
}

function plus(base: string, bytes: number): string {
  return bytes === 0 ? base : `${base} + ${bytes}`;
}

function parenthesised(code: string): string {
  return code.includes(" ") ? `(${code})` : code;
}
