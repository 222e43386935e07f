/** What `npm run tune` measures: products as models have them, on data of their own, checked against float64. */
import { PANEL_BYTES } from "../compiler/4-plan/layout.ts";
import type { ProductCall, Step } from "../compiler/4-plan/plan.ts";

export interface TuneCase {
  readonly name: string;
  readonly call: ProductCall;
  readonly rows: number;
  readonly depth: number;
  readonly panels: number;
  /** Whether A lies in panels rather than row after row. */
  readonly inPanels: boolean;
  /** What the first store is of a sum, where all other operands are 0. */
  readonly result: (sum: number) => number;
}

/** Where a case's data lies; every case has the module's memory to itself. */
export const AT = { scalars: 1024, a: 65536, b: 3 << 20, operands: 4 << 20, y: 6 << 20, pages: 128 } as const;

const BETA1 = 0.9;

/** Adam's arithmetic: values 0–4 are m, v, the parameter, the rate and the correction, 5 the sum. */
function adam(): ProductCall["body"] {
  const steps: Step[] = [];
  const step = (op: string, args: number[], attrs = {}) => steps.push({ op, attrs, args }) + 5;
  const constant = (value: number) => step("constant", [], { values: [value] });
  const moving = (old: number, decay: number, value: number) =>
    step("add", [step("mul", [old, constant(decay)]), step("mul", [value, constant(1 - decay)])]);
  const m = moving(0, BETA1, 5);
  const v = moving(1, 0.999, step("mul", [5, 5]));
  const root = step("add", [step("mul", [step("sqrt", [v]), 4]), constant(1e-8)]);
  step("sub", [2, step("mul", [3, step("div", [m, root])])]);
  const elements = ["m", "v", "p"].map((buffer) => ({ buffer, access: "element" }) as const);
  const scalars = ["rate", "correction"].map((buffer) => ({ buffer, access: "scalar" }) as const);
  return { operands: [...elements, ...scalars], steps };
}

function product(aAccess: ProductCall["aAccess"], kind: "plain" | "relu" | "adam"): ProductCall {
  const base = { kind: "product", comment: [], a: "a", aAccess, b: "b", rows: 1, depth: 1, columns: 16 } as const;
  if (kind === "plain") return { ...base, body: { operands: [], steps: [] }, stores: [{ value: 0, buffer: "y" }] };
  if (kind === "relu") {
    return {
      ...base,
      initial: "initial",
      body: { operands: [], steps: [{ op: "relu", attrs: {}, args: [0] }] },
      stores: [{ value: 1, buffer: "y" }],
    };
  }
  const body = adam();
  const value = (op: string) => 6 + body.steps.findIndex((step) => step.op === op);
  // m is the first sum of two, v the value under the root; the parameter comes last.
  const [v] = body.steps.find((step) => step.op === "sqrt")!.args;
  return {
    ...base,
    body,
    stores: [value("add"), v!, 5 + body.steps.length].map((value, i) => ({ value, buffer: "mvp"[i]! })),
  };
}

const relu = (sum: number) => Math.max(sum, 0);
const momentum = (sum: number) => (1 - BETA1) * sum;
const forward = product("rows", "relu");

export const CASES: readonly TuneCase[] = [
  { name: "126×784×128", call: forward, rows: 126, depth: 784, panels: 8, inPanels: false, result: relu },
  { name: "384×128×128", call: forward, rows: 384, depth: 128, panels: 8, inPanels: true, result: relu },
  {
    name: "Xᵀ 784×128×128, Adam",
    call: product("columns", "adam"),
    rows: 784,
    depth: 128,
    panels: 8,
    inPanels: false,
    result: momentum,
  },
  {
    name: "Xᵀ 128×128×128",
    call: product("columns", "plain"),
    rows: 128,
    depth: 128,
    panels: 8,
    inPanels: true,
    result: (sum) => sum,
  },
  { name: "3×784×128", call: forward, rows: 3, depth: 784, panels: 8, inPanels: false, result: relu },
  { name: "1×784×128", call: forward, rows: 1, depth: 784, panels: 8, inPanels: false, result: relu },
];

/** The body of a function that runs a case over its panels, calling its kernel. */
export function runLines(test: TuneCase, kernel: string): string[] {
  const { call, rows, depth, panels, inPanels } = test;
  const [outer, inner] = call.aAccess === "rows" ? [rows, depth] : [depth, rows];
  const strides = inPanels ? [PANEL_BYTES, 16, outer * PANEL_BYTES] : [inner * 4, inner, 0];
  const panel = (at: number, height: number) => `${at} + p * ${height * PANEL_BYTES}`;
  const states = [0, 1, 2].map((i) => panel(AT.operands + i * 524288, rows));
  const adam = call.stores.length === 3;
  const operands = adam ? [...states, String(AT.scalars), String(AT.scalars + 4)] : [];
  const initial = call.initial === undefined ? [] : [String(AT.operands)];
  const stores = adam ? states : [panel(AT.y, rows)];
  const args = [rows, depth, AT.a, ...strides, panel(AT.b, depth), ...initial, ...operands, ...stores];
  return [`for (let p: usize = 0; p < ${panels}; ++p) {`, `  ${kernel}(${args.join(", ")});`, "}"];
}

export function fill(memory: Float32Array): void {
  memory.fill(0);
  for (let i = AT.a / 4; i < AT.operands / 4; i++) memory[i] = Math.sin(i * 12.9898);
  memory[AT.scalars / 4] = 1e-3;
  memory[AT.scalars / 4 + 1] = 1;
}

/** The largest difference from float64, over the size of the values, in freshly filled memory after one run. */
export function errorOf(test: TuneCase, memory: Float32Array): number {
  const { call, rows, depth, panels, inPanels, result } = test;
  const [height, width] = call.aAccess === "rows" ? [rows, depth] : [depth, rows];
  const a = (i: number, j: number) =>
    memory[AT.a / 4 + (inPanels ? (j >> 4) * height * 16 + i * 16 + (j & 15) : i * width + j)]!;
  const y = call.stores.length === 3 ? AT.operands / 4 : AT.y / 4;
  let worst = 0;
  // Every row and column is met, if not every pair of them.
  for (let i = 0; i < Math.max(rows, panels * 16); i++) {
    const [row, column] = [i % rows, (i * 7) % (panels * 16)];
    const [panel, lane] = [column >> 4, column & 15];
    let sum = 0;
    for (let k = 0; k < depth; k++) {
      const x = call.aAccess === "rows" ? a(row, k) : a(k, row);
      sum += x * memory[AT.b / 4 + panel * depth * 16 + k * 16 + lane]!;
    }
    const got = memory[y + panel * rows * 16 + row * 16 + lane]!;
    const error = Math.abs(got - result(sum)) / Math.sqrt(depth);
    worst = error <= worst ? worst : error;
  }
  return worst;
}
