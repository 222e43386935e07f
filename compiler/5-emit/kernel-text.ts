/** The text of one kernel function, before it has a name: equal texts are one function in the module. */
import { PANEL_BYTES } from "../4-plan/layout.ts";
import type { Body, Operand } from "../4-plan/plan.ts";
import type { VectorFunction } from "../support/vector-builder.ts";

export interface KernelText {
  /** What the function's name is made from. */
  readonly hint: string;
  /** `rows: i32` */
  readonly params: readonly string[];
  readonly lines: readonly string[];
  readonly functions: ReadonlySet<VectorFunction>;
  /** Functions that the lines call, as `$0`, `$1`, … */
  readonly calls?: readonly KernelText[];
}

/** Bytes from one row to the next of an operand that is read by row: the plan's layout decides. */
export type RowStride = (buffer: string) => number;

/** The rows of a segment, where a call has some. */
export function lengthParams({ segment }: { readonly segment?: number }): string[] {
  return segment === undefined ? [] : ["length: i32"];
}

/** The loop over the rows of a segment, inside of `bySegment`. */
export const FOR_ROWS_OF_SEGMENT = "for (const end = r + length; r < end; ++r) {";

/**
 * A loop over segments: row `r` and its place `at` go on from one to the next, `segment` is the place of a segment's own row.
 * `start` is the byte of the panel's rows at which all begin.
 */
export function bySegment(start: string, values: readonly string[], rows: readonly string[]): string[] {
  return [
    `let at: usize = ${start};`,
    "let r: i32 = 0;",
    `for (let segment: usize = ${start}; r < rows; segment += ${PANEL_BYTES}) {`,
    ...indent([...values, ...rows]),
    "}",
  ];
}

/** Parameters for a body's operands: `x0: usize`, … */
export function operandParams(body: Body): string[] {
  return body.operands.map((_, i) => `a${i}: usize`);
}

/** Reads an operand; `element`, `column` and `segment` say where its vector lies, `row` which row it is. */
export function loadOperand(
  { buffer, access }: Operand,
  index: number,
  at: { readonly element: string; readonly column: string; readonly segment: string; readonly row: string },
  stride: RowStride,
): string {
  const address = `a${index}`;
  switch (access) {
    case "scalar":
      return `v128.load32_splat(${address})`;
    case "row":
      return `v128.load32_splat(${address} + <usize>${at.row} * ${stride(buffer)})`;
    case "column":
      return `v128.load(${address} + ${at.column})`;
    case "segment":
      return `v128.load(${address} + ${at.segment})`;
    case "element":
      return `v128.load(${address} + ${at.element})`;
  }
}

/** A name from the ops of a body, such as `add_relu`. */
export function hintOf(prefix: string, ops: readonly string[]): string {
  const words = [prefix, ...ops.filter((op, i) => op !== "constant" && op !== ops[i - 1])].filter(
    (word) => word !== "",
  );
  let hint = words[0] ?? "map";
  for (const word of words.slice(1)) {
    if (hint.length + word.length > 40) return `${hint}_etc`;
    hint += `_${word}`;
  }
  return hint;
}

/** Indents lines by two spaces a level. */
export function indent(lines: readonly string[], levels = 1): string[] {
  return lines.map((line) => `${"  ".repeat(levels)}${line}`);
}

/**
 * The lines of neighbouring vectors side by side, two vectors at a time: an engine that makes one register of two looks
 * for the same operation twice in a row.
 */
export function interleave(vectors: readonly (readonly string[])[]): string[] {
  const lines: string[] = [];
  for (let v = 0; v < vectors.length; v += 2) {
    const pair = vectors.slice(v, v + 2);
    for (let i = 0; i < pair[0]!.length; i++) lines.push(...pair.map((vector) => vector[i]!));
  }
  return lines;
}
