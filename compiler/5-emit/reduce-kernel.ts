/**
 * Reductions, with the element-wise nodes ahead of them: over the rows of a panel (a value a column) or of each segment of
 * them, or along each row (a value a row, the lanes behind the last column masked).
 */

import { PANEL_BYTES } from "../4-plan/layout.ts";
import type { ReduceCall, Reduction } from "../4-plan/plan.ts";
import { opNamed } from "../ir/builder.ts";
import type { Lowering } from "../ops/definition/lowering.ts";
import { InternalError } from "../support/diagnostic.ts";
import { BodyCode } from "./body-code.ts";
import {
  bySegment,
  FOR_ROWS_OF_SEGMENT,
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
import { asV, KernelScope, literal, VectorCode } from "./vector-code.ts";

/** `widest`: how many vectors of a row are done side by side, at most. */
export function reduceKernel(call: ReduceCall, level: SimdLevel, stride: RowStride, widest = 4): KernelText {
  const scope = new KernelScope(level);
  const lines =
    call.kind === "reduce_columns" ? reduceColumns(call, scope, stride) : reduceRows(call, scope, stride, widest);
  const results = call.reductions.map((_, i) => `y${i}: usize`);
  const sizes = ["rows: i32", ...lengthParams(call), ...(call.kind === "reduce_columns" ? ["columns: i32"] : [])];
  const ops = [...call.body.steps.map((step) => step.op), ...call.reductions.map((reduction) => reduction.op)];
  return {
    hint: hintOf("", ops.reverse()),
    params: [...sizes, ...operandParams(call.body), ...results],
    lines,
    functions: scope.functions,
  };
}

function reduceRows(call: ReduceCall, scope: KernelScope, stride: RowStride, widest: number): string[] {
  const body = new BodyCode(call.body);
  const vectors = Math.min(widest, call.reductions.length > 1 ? 2 : 4);
  const load = (vector: number) => (operand: Parameters<typeof loadOperand>[0], index: number) => {
    const skip = vector === 0 ? "" : ` + ${vector * 16}`;
    const at = { element: `at${skip}`, column: `c${skip}`, segment: `segment${skip}`, row: "r" };
    return loadOperand(operand, index, at, stride);
  };
  const ofSegment = call.kind === "reduce_segments";
  const before = new VectorCode(scope);
  const count = before.let(`f32x4.splat(<f32>${ofSegment ? "length" : "rows"})`, "count");
  const scalars = body.emit("scalar", before, new Map(), load(0));

  const inner = new VectorCode(scope);
  const row = body.emit("row", inner, scalars, load(0));
  const byVector = Array.from({ length: vectors }, (_, v) => {
    const [columns, segments] = [new VectorCode(scope), new VectorCode(scope)];
    const [elements, after] = [new VectorCode(scope), new VectorCode(scope)];
    const column = body.emit("column", columns, scalars, load(v));
    const segment = body.emit("segment", segments, column, load(v));
    const values = body.emit("element", elements, new Map([...row, ...segment]), load(v));
    for (const [i, reduction] of call.reductions.entries()) {
      const { init, step, finish } = lowering(reduction);
      const sum = scope.name("sum");
      (ofSegment ? segments : columns).lines.push(`let ${sum} = f32x4.splat(${literal(init)});`);
      const args = reduction.args.map((arg) => values.get(arg)!);
      elements.lines.push(`${sum} = ${step(elements, asV(sum), args, reduction.attrs)};`);
      const result = finish(after, asV(sum), count, reduction.attrs);
      after.lines.push(
        `v128.store(y${i} + ${ofSegment ? "segment" : "c"}${v === 0 ? "" : ` + ${v * 16}`}, ${result});`,
      );
    }
    return { columns: columns.lines, segments: segments.lines, elements: elements.lines, after: after.lines };
  });
  const oneRow = [
    ...indent([...inner.lines, ...interleave(byVector.map(({ elements }) => elements))]),
    `  at += ${PANEL_BYTES};`,
    "}",
  ];
  const after = interleave(byVector.map((vector) => vector.after));
  const segments = interleave(byVector.map((vector) => vector.segments));
  const rows = [FOR_ROWS_OF_SEGMENT, ...oneRow, ...(ofSegment ? after : [])];
  return [
    ...before.lines,
    `for (let c: usize = 0; c < ${PANEL_BYTES}; c += ${vectors * 16}) {`,
    ...indent(interleave(byVector.map((vector) => vector.columns))),
    ...indent(
      call.segment === undefined
        ? ["let at: usize = c;", "for (let r: i32 = 0; r < rows; ++r) {", ...oneRow]
        : bySegment("c", segments, rows),
    ),
    ...indent(ofSegment ? [] : after),
    "}",
  ];
}

/** Whole runs of vectors first, each vector with an accumulator of its own; then the vectors left over, masked. */
function reduceColumns(call: ReduceCall, scope: KernelScope, stride: RowStride): string[] {
  const body = new BodyCode(call.body);
  const vectors = call.reductions.length > 1 ? 2 : 4;
  const load = (vector: number) => (operand: Parameters<typeof loadOperand>[0], index: number) => {
    const skip = vector === 0 ? "" : ` + ${vector * 16}`;
    const at = { element: `at${skip}`, column: `c${skip}`, segment: `segment${skip}`, row: "r" };
    return loadOperand(operand, index, at, stride);
  };
  const before = new VectorCode(scope);
  const count = before.let("f32x4.splat(<f32>columns)", "count");
  const scalars = body.emit("scalar", before, new Map(), load(0));
  const row = new VectorCode(scope);
  const byRow = body.emit("row", row, scalars, load(0));
  const sums = call.reductions.map((reduction) =>
    Array.from({ length: vectors }, () => {
      const sum = scope.name("sum");
      row.lines.push(`let ${sum} = f32x4.splat(${literal(lowering(reduction).init)});`);
      return sum;
    }),
  );
  /** The values of one vector, and what each reduction becomes by them. */
  const steps = (vector: number, store: (sum: string, next: string) => string): string[] => {
    const code = new VectorCode(scope);
    const byColumn = body.emit("column", code, scalars, load(vector));
    const bySegment = body.emit("segment", code, byColumn, load(vector));
    const values = body.emit("element", code, new Map([...byRow, ...bySegment]), load(vector));
    for (const [i, reduction] of call.reductions.entries()) {
      const args = reduction.args.map((arg) => values.get(arg)!);
      const sum = sums[i]![vector]!;
      code.lines.push(store(sum, `${lowering(reduction).step(code, asV(sum), args, reduction.attrs)}`));
    }
    return code.lines;
  };
  const whole = interleave(Array.from({ length: vectors }, (_, v) => steps(v, (sum, next) => `${sum} = ${next};`)));
  const joined = new VectorCode(scope);
  const after = new VectorCode(scope);
  for (const [i, reduction] of call.reductions.entries()) {
    const { combine, finish } = lowering(reduction);
    const [first, ...others] = sums[i]!;
    for (const other of others) joined.lines.push(`${first} = ${combine(joined, asV(first!), asV(other))};`);
    const halves = combine(after, asV(first!), asV(`v128.shuffle<f32>(${first}, ${first}, 2, 3, 0, 1)`));
    const lanes = combine(after, halves, asV(`v128.shuffle<f32>(${halves}, ${halves}, 1, 0, 3, 2)`));
    const result = finish(after, lanes, count, reduction.attrs);
    after.lines.push(`store<f32>(y${i} + (<usize>r << 2), f32x4.extract_lane(${result}, 0));`);
  }
  const left = steps(0, (sum, next) => `${sum} = v128.bitselect(${next}, ${sum}, inside);`);
  /** Where the row's vectors, and those of its segment, lie. */
  const places = [
    `const at = ${addressOf("panel", "r")};`,
    ...(call.segment === undefined ? [] : [`const segment = ${addressOf("segments", "(r / length)")};`]),
  ];
  return [
    ...before.lines,
    `const panel = <usize>rows * ${PANEL_BYTES};`,
    ...(call.segment === undefined ? [] : [`const segments = <usize>(rows / length) * ${PANEL_BYTES};`]),
    "for (let r: i32 = 0; r < rows; ++r) {",
    ...indent(row.lines),
    "  let c: usize = 0;",
    "  let left = columns;",
    `  for (; left >= ${vectors * 4}; left -= ${vectors * 4}) {`,
    ...indent([...places, ...whole], 2),
    `    c += ${vectors * 16};`,
    "  }",
    ...indent(joined.lines),
    "  for (; left > 0; left -= 4) {",
    ...indent(places, 2),
    "    const inside = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(left));",
    ...indent(left, 2),
    "    c += 16;",
    "  }",
    ...indent(after.lines),
    "}",
  ];
}

/** Where a row's vector at byte `c` of its columns lies; `panel` are the bytes of one panel. */
function addressOf(panel: string, row: string): string {
  return `(c >> 6) * ${panel} + <usize>${row} * ${PANEL_BYTES} + (c & ${PANEL_BYTES - 1})`;
}

function lowering({ op }: Reduction): Extract<Lowering, { kind: "reduce" }> {
  const { lower } = opNamed(op);
  if (lower.kind !== "reduce") throw new InternalError(`${op} is not a reduction`);
  return lower;
}
