/**
 * Winograd's filtering of images (ops/winograd-rules.ts), a block of tiles at a time, so that what is transformed stays in
 * the cache. Memory of the image comes in panels of 16 channels, pixel after pixel.
 *
 *   forward and input gradient                         weight gradient
 *   for each block:                                    for each block:
 *     V[tile][ξ][c] = image transform                    V[tile][ξ][c] = image transform
 *     for each panel of the result:                      for each panel of dy:
 *       M[ξ][tile][16] = V · U                             D[ξ][tile][16] = transform of dy
 *       result transform, body, store                      W[panel][ξ][c][16] += Vᵀ · D
 *                                                      for each panel: weight transform of W, body, store
 *
 * Places ξ lie a line of the cache, or a part of one, farther apart than they need: at powers of two they would all fall on
 * the same few lines of it.
 *
 * The transforms and products are functions of their own, the same for all layers but for the body.
 */
import { type Access, borderOf, PANEL_BYTES, SQUARE_BYTES, type WinogradCall } from "../4-plan/plan.ts";
import {
  IMAGE,
  PRODUCTS,
  REACH,
  RESULT,
  RESULT_GRADIENT,
  TILE,
  type Transform,
  WEIGHT_GRADIENT,
} from "../ops/winograd-rules.ts";
import { BodyCode } from "./body-code.ts";
import { storeAddress } from "./border.ts";
import {
  hintOf,
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
import { gradientProducts, tileProducts } from "./winograd-products.ts";
import { range, squareLines, storeAll, vectorsAtOnce } from "./winograd-transforms.ts";

export function winogradKernel(call: WinogradCall, level: SimdLevel, stride: RowStride): KernelText {
  const { body, stores } = call;
  const results = [...body.operands.map((_, i) => `a${i}`), ...stores.map((_, i) => `y${i}`)];
  const panelStep = (access: Access) =>
    ({ element: "yNext", segment: "yNext / length", column: PANEL_BYTES, row: undefined, scalar: undefined })[access];
  const steps = [
    ...body.operands.map(({ access }) => panelStep(access)),
    ...stores.map(({ border }) => (border ? "borderNext" : "yNext")),
  ];
  const nextPanel = results.flatMap((name, i) => (steps[i] === undefined ? [] : [`${name} += ${steps[i]};`]));
  const inBorder = borderOf(call) === undefined ? [] : ["firstByte", "lineGap", "imageGap"];
  const given = [...(call.segment === undefined ? [] : ["length"]), ...inBorder, ...results]
    .map((name) => `, ${name}`)
    .join("");
  const shared = {
    hint: hintOf(
      call.gradient === undefined ? "winograd" : "winograd_gradient",
      body.steps.map((step) => step.op),
    ),
    functions: new Set<never>(),
  };
  const image = (tile: string, place: string) =>
    `$0(first, count, across, down, x, row, image, next, wide, v, ${tile}, ${place}, scratch);`;
  const vector = 4 * vectorsAtOnce(level);
  const memory = [
    `const wide = ${vector === 4 ? "(channels + 3) & ~3" : "(channels + 7) & ~7"};`,
    `const v = scratch + ${SQUARE_BYTES};`,
  ];
  const blocks = (lines: readonly string[]) => [
    "for (let first = begin; first < end; first += block) {",
    "  const count = min(block, end - first);",
    ...indent(lines),
    "}",
  ];
  const sizes = ["begin", "end", "block", "across", "down"].map((name) => `${name}: i32`);
  const images = ["x", "row", "image", "next"].map((name) => `${name}: usize`);
  const border = inBorder.length === 0 ? [] : [...inBorder.map((name) => `${name}: usize`), "borderNext: usize"];
  const outputs = [...lengthParams(call), ...border, ...operandParams(body), ...stores.map((_, i) => `y${i}: usize`)];
  if (call.gradient === undefined) {
    return {
      ...shared,
      params: [
        ...sizes,
        ...images,
        ...["channels: i32", "u: usize", "panels: i32", "width: i32", "height: i32", "scratch: usize", "yNext: usize"],
        ...outputs,
      ],
      calls: [imageTransform(level), tileProducts(level), resultTransform(call, level, stride)],
      lines: [
        ...memory,
        ...(nextPanel.length === 0 ? [] : results.map((name) => `const first_${name} = ${name};`)),
        "const vNext = <usize>(wide + (wide >> 6 << 2)) << 2;",
        `const vTile = vNext * ${PRODUCTS};`,
        "const m = v + <usize>block * vTile;",
        ...blocks([
          image("vTile", "vNext"),
          ...results.map((name) => `${name} = first_${name};`),
          "let up = u;",
          "for (let p: i32 = 0; p < panels; ++p) {",
          ...indent([
            "$1(count, channels, v, vTile, vNext, up, m);",
            `$2(first, count, across, down, width, height, m, scratch${given});`,
            `up += <usize>channels * ${PANEL_BYTES * PRODUCTS};`,
            ...nextPanel,
          ]),
          "}",
        ]),
      ],
    };
  }
  return {
    ...shared,
    params: [
      ...sizes,
      ...images,
      ...["channels: i32", "dy: usize", "dyRow: usize", "dyImage: usize", "dyNext: usize", "panels: i32"],
      ...["scratch: usize", "yNext: usize"],
      ...outputs,
    ],
    calls: [
      imageTransform(level),
      gradientTransform(level),
      gradientProducts(level),
      weightTransform(call, level, stride),
    ],
    lines: [
      ...memory,
      "const vTile = <usize>wide << 2;",
      `const d = v + (<usize>block * vTile + ${PANEL_BYTES}) * ${PRODUCTS};`,
      `const w = d + <usize>(block + 1) * ${PANEL_BYTES * PRODUCTS};`,
      `const wNext = <usize>(wide + 1) * ${PANEL_BYTES * PRODUCTS};`,
      "memory.fill(w, 0, wNext * <usize>panels);",
      ...blocks([
        `const vNext = <usize>count * vTile + ${PANEL_BYTES};`,
        image("vTile", "vNext"),
        "let from = dy;",
        "let wp = w;",
        "for (let p: i32 = 0; p < panels; ++p) {",
        ...indent([
          "$1(first, count, across, down, from, dyRow, dyImage, d, scratch);",
          "$2(count, wide, v, vTile, vNext, d, wp);",
          "from += dyNext;",
          "wp += wNext;",
        ]),
        "}",
      ]),
      "let wp = w;",
      "for (let p: i32 = 0; p < panels; ++p) {",
      ...indent([`$3(channels, wide, wp, scratch${given});`, "wp += wNext;", ...nextPanel]),
      "}",
    ],
  };
}

/** V[tile][ξ][c] = Bᵀ d B */
function imageTransform(level: SimdLevel): KernelText {
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
function gradientTransform(level: SimdLevel): KernelText {
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
function resultTransform(call: WinogradCall, level: SimdLevel, stride: RowStride): KernelText {
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
function weightTransform(call: WinogradCall, level: SimdLevel, stride: RowStride): KernelText {
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
