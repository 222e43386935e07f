/** Element-wise kernels: one loop over the rows of a panel, or one for each segment of them, all values of a row in registers. */
import { PANEL_BYTES } from "../4-plan/layout.ts";
import type { MapCall } from "../4-plan/plan.ts";
import { BodyCode } from "./body-code.ts";
import { borderParams, nextInBorder, startBorder, storeAddress } from "./border.ts";
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
import { KernelScope, VectorCode } from "./vector-code.ts";

/** `widest`: how many vectors of a row are done side by side, at most. */
export function mapKernel(call: MapCall, level: SimdLevel, stride: RowStride, widest = 4): KernelText {
  const scope = new KernelScope(level);
  const body = new BodyCode(call.body);
  // Values a column are kept in registers over all rows: half a panel at a time leaves room for them.
  const vectors = Math.min(widest, body.has("column") || body.has("segment") ? 2 : 4);
  const load = (vector: number) => (operand: Parameters<typeof loadOperand>[0], index: number) => {
    const [element, column, segment] = ["at", "c", "segment"].map((base) => offset(base, vector)) as [
      string,
      string,
      string,
    ];
    return loadOperand(operand, index, { element, column, segment, row: "r" }, stride);
  };

  const before = new VectorCode(scope);
  const scalars = body.emit("scalar", before, new Map(), load(0));
  const inner = new VectorCode(scope);
  const row = body.emit("row", inner, scalars, load(0));
  const byVector = Array.from({ length: vectors }, (_, v) => {
    const columns = new VectorCode(scope);
    const column = body.emit("column", columns, scalars, load(v));
    const segments = new VectorCode(scope);
    const segment = body.emit("segment", segments, column, load(v));
    const elements = new VectorCode(scope);
    const values = body.emit("element", elements, new Map([...row, ...segment]), load(v));
    for (const [i, store] of call.stores.entries()) {
      elements.lines.push(`v128.store(${offset(storeAddress(call, i), v)}, ${values.get(store.value)});`);
    }
    return { columns: columns.lines, segments: segments.lines, elements: elements.lines };
  });

  const oneRow = [
    ...indent([...inner.lines, ...interleave(byVector.map(({ elements }) => elements))]),
    `  at += ${PANEL_BYTES};`,
    ...indent(nextInBorder(call)),
    "}",
  ];
  const rows = (start: string) => [
    ...startBorder(call, "0"),
    ...(call.segment === undefined
      ? [`let at: usize = ${start};`, "for (let r: i32 = 0; r < rows; ++r) {", ...oneRow]
      : bySegment(start, interleave(byVector.map(({ segments }) => segments)), [FOR_ROWS_OF_SEGMENT, ...oneRow])),
  ];
  const loops =
    vectors < 4
      ? [
          `for (let c: usize = 0; c < ${PANEL_BYTES}; c += ${vectors * 16}) {`,
          ...indent([...interleave(byVector.map(({ columns }) => columns)), ...rows("c")]),
          "}",
        ]
      : rows("0");
  return {
    hint: hintOf(
      "",
      call.body.steps.map((step) => step.op),
    ),
    params: [
      "rows: i32",
      ...lengthParams(call),
      ...borderParams(call),
      ...operandParams(call.body),
      ...call.stores.map((_, i) => `y${i}: usize`),
    ],
    lines: [...before.lines, ...loops],
    functions: scope.functions,
  };
}

function offset(base: string, vector: number): string {
  return vector === 0 ? base : `${base} + ${vector * 16}`;
}
