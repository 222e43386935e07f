/** Columns side by side: what lies where it belongs is not copied, and what is copied stays in panels. */
import { describe, expect, test } from "vitest";
import { writesOf } from "../../compiler/4-plan/access.ts";
import type { Plan, PlanEntry } from "../../compiler/4-plan/plan.ts";
import { verifyPlan } from "../../compiler/4-plan/verify-plan.ts";
import { compileText } from "../../compiler/compile.ts";
import { groupsOf } from "./plan-model.ts";
import { runOnShadowMemory } from "./shadow-memory.ts";

async function planOfText(body: string): Promise<Plan> {
  const text = `model columns {
    input x: f32[batch, 40]
    ${body}
    logits = dense(last, units: 4)
    output p = softmax(logits)
    train {
      input label: i32[batch]
      loss = softmax_cross_entropy(logits, label)
      optimizer = adam(learning_rate: 0.1)
    }
  }`;
  const { plan, diagnostics } = await compileText(text, { assemble: false, verify: true });
  expect(diagnostics).toEqual([]);
  for (const { entry } of plan!.entries) for (const batch of [1, 5, 128]) runOnShadowMemory(plan!, entry, batch);
  return plan!;
}

/** The copies of tensors of two axes that an entry point makes. */
function copies(plan: Plan, entry: PlanEntry["entry"]): string[] {
  const moves = ["copy_columns", "pad_columns", "slice", "pad", "rows_to_panels", "panels_to_rows"];
  return groupsOf(plan, entry)
    .flatMap((group) => group.calls)
    .flatMap((call) => {
      if (call.kind !== "kernel") return [];
      const isMove = moves.includes(call.kernel) || call.kernel.startsWith("concat");
      return isMove && !call.results.some((name) => name.startsWith("output/")) ? [call.kernel] : [];
    });
}

const partsOf = (plan: Plan, entry: string) =>
  plan.buffers.flatMap(({ name, partOf }) =>
    partOf !== undefined && name.startsWith(`${entry}/`) ? [[name, partOf.buffer, partOf.panel]] : [],
  );

const GROWING = `
  a = dense(x, units: 48, activation: relu)
  b = dense(a, units: 32, activation: relu)
  ab = concat(a, b)
  c = dense(ab, units: 21, activation: relu)
  last = concat(ab, c)`;

describe("joined columns", () => {
  test("that begin at a panel are made where they belong, however often they are joined again", async () => {
    const plan = await planOfText(GROWING);
    expect(partsOf(plan, "infer")).toEqual([
      ["infer/a", "infer/last", 0],
      ["infer/b", "infer/last", 3],
      ["infer/ab", "infer/last", 0],
      ["infer/c", "infer/last", 5],
    ]);
    expect(copies(plan, "infer")).toEqual([]);
    expect(copies(plan, "train")).toEqual([]);
  });

  test("that begin inside of a panel are copied beside those that are there, when what reads those has run or not", async () => {
    const plan = await planOfText(`
      a = dense(x, units: 20, activation: relu)
      b = dense(a, units: 10, activation: relu)
      ab = concat(a, b)
      c = dense(ab, units: 12, activation: relu)
      last = concat(ab, c)`);
    expect(partsOf(plan, "infer")).toEqual([
      ["infer/a", "infer/last", 0],
      ["infer/ab", "infer/last", 0],
      ["infer/ab.columns", "infer/last", 1],
      ["infer/last.columns", "infer/last", 1],
    ]);
    expect(plan.buffers.find(({ name }) => name === "infer/ab.columns")?.partOf?.lane).toBe(4);
    expect(copies(plan, "infer")).toEqual(["copy_columns", "copy_columns"]);
    const order = groupsOf(plan, "infer").flatMap(({ calls }) => calls.flatMap(writesOf));
    expect(order.indexOf("infer/a")).toBeLessThan(order.indexOf("infer/ab.columns"));
  });

  test("are copied where they begin inside of a panel, or lie elsewhere already", async () => {
    const twice = `
      a = dense(x, units: 16)
      last = concat(a, a)`;
    expect(copies(await planOfText(twice), "infer")).toEqual(["copy_columns"]);
    const input = `
      a = dense(x, units: 16)
      last = concat(a, x)`;
    expect(copies(await planOfText(input), "infer").sort()).toEqual(["copy_columns", "rows_to_panels"]);
    const between = `
      a = dense(x, units: 16)
      b = dense(a, units: 20)
      last = concat(a, b, dense(b, units: 7))`;
    expect(copies(await planOfText(between), "infer")).toEqual(["copy_columns"]);
    const same = `
      a = dense(x, units: 20)
      last = concat(a, a)`;
    expect(copies(await planOfText(same), "infer")).toEqual(["copy_columns", "copy_columns"]);
    expect(copies(await planOfText("last = concat(x, x)"), "infer")).toEqual(["concat_2"]);
  });
});

describe("cut columns", () => {
  test("are read where they are, and their gradients are made where they belong", async () => {
    const plan = await planOfText(`
      h = dense(x, units: 80)
      a, b = split(h, sizes: [48, 32])
      last = concat(tanh(a), sigmoid(b))`);
    expect(copies(plan, "train")).toEqual([]);
    const parts = partsOf(plan, "train").filter(([, whole]) => whole === "train/h");
    expect(parts.map(([, , panel]) => panel)).toEqual([0, 3]);
  });

  test("are copied where they begin inside of a panel", async () => {
    const plan = await planOfText(`
      h = dense(x, units: 40)
      last = relu(slice(h, start: 9, stop: 40))`);
    expect(copies(plan, "infer")).toEqual(["copy_columns"]);
    expect(copies(plan, "train")).toEqual(["copy_columns", "pad_columns"]);
  });
});

test("a part outside of its whole, or in another place, is refused", async () => {
  const plan = await planOfText(GROWING);
  const change = (partOf: object) => ({
    ...plan,
    buffers: plan.buffers.map((buffer) => (buffer.name === "infer/b" ? { ...buffer, ...partOf } : buffer)),
  });
  const [b] = plan.buffers.filter(({ name }) => name === "infer/b");
  const partAt = (panel: number) => ({ partOf: { buffer: "infer/last", panel } });
  expect(() => verifyPlan(change(partAt(6)))).toThrow(/infer\/b is no part of infer\/last/);
  expect(() => verifyPlan(change({ offset: b!.offset + 64 }))).toThrow(/infer\/b is no part of infer\/last/);
  expect(() => verifyPlan(change(partAt(2)))).toThrow(/infer\/b is written over infer\/a/);
  expect(() => verifyPlan(change(partAt(4)))).toThrow(/infer: infer\/(ab|b) is read before it is written/);
});
