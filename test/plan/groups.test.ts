import { describe, expect, test } from "vitest";
import { writesOf } from "../../compiler/4-plan/access.ts";
import type { Plan } from "../../compiler/4-plan/plan.ts";
import { verifyPlan } from "../../compiler/4-plan/verify-plan.ts";
import { parseGraph } from "../../compiler/ir/parse.ts";
import { callThatWrites, denseModel, groupsOf, groupThatWrites, planOf, planOfModel, seedModel } from "./plan-model.ts";
import { runOnShadowMemory } from "./shadow-memory.ts";

describe("panel groups of the seed's training step", () => {
  const plan = planOfModel(seedModel());
  const groups = groupsOf(plan, "train");

  test("forward: product, statistics, normalisation and running statistics are one group", () => {
    const group = groups[groupThatWrites(groups, "train/hidden")]!;
    expect(group.panels).toBe(2);
    expect(group.calls.map((call) => call.kind)).toEqual([
      "product",
      "reduce_rows",
      "reduce_rows",
      "map",
      "map",
      "map",
    ]);
    expect(callThatWrites(group, "train/hidden").comment).toContain("hidden = relu(matmul) : f32[batch, 32]");
    const written = group.calls.flatMap(writesOf);
    for (const name of ["batch_mean", "batch_variance", "normal", "normal.running_mean'", "normal.running_var'"]) {
      expect(written).toContain(`train/${name}`);
    }
  });

  test("backward: input gradient, batch norm's gradient, weight gradient and optimizer are one group", () => {
    const group = groups[groupThatWrites(groups, "train/hidden.weight'")]!;
    expect(group.panels).toBe(2);
    const written = group.calls.flatMap(writesOf);
    for (const name of ["normal.weight'", "normal.bias'", "hidden.bias'", "average.hidden.weight'"]) {
      expect(written).toContain(`train/${name}`);
    }
    const [first] = group.calls;
    expect(first).toMatchObject({ kind: "product", b: "train/logits.weight.transposed" });
    expect(callThatWrites(group, "train/hidden.weight'")).toMatchObject({ kind: "product", aAccess: "columns" });
  });

  test("the gradient of the hidden layer exists one panel at a time", () => {
    const group = groups[groupThatWrites(groups, "train/hidden.weight'")]!;
    const weight = callThatWrites(group, "train/hidden.weight'");
    const gradient = plan.buffers.find((buffer) => weight.kind === "product" && buffer.name === weight.b)!;
    expect(gradient).toMatchObject({ role: "temporary", layout: "panels", panelLocal: true });
  });

  test("a weight is overwritten after it was transposed", () => {
    const transposed = groupThatWrites(groups, "train/logits.weight.transposed");
    expect(transposed).toBeGreaterThanOrEqual(0);
    expect(transposed).toBeLessThan(groupThatWrites(groups, "train/logits.weight'"));
  });

  test("parameters are never converted", () => {
    const states = new Set(
      plan.buffers.filter(({ role }) => role === "parameter" || role === "state").map((b) => b.name),
    );
    const conversions = plan.entries
      .flatMap((entry) => entry.groups.flatMap((group) => group.calls))
      .filter((call) => call.kind === "kernel" && /_to_/.test(call.kernel));
    for (const call of conversions)
      expect(call.kind === "kernel" && call.operands.some((o) => states.has(o))).toBe(false);
  });
});

describe("states that take each other's value", () => {
  const exchange = (values: string) =>
    planOf([
      parseGraph(`graph exchange train {
        x = input : f32[batch, 20]
        w = parameter {initializer = "zeros", site = 0} : f32[20]
        a = state {initial = 0, kind = "statistic"} : f32[20, 20]
        b = state {initial = 1, kind = "statistic"} : f32[20, 20]
        %1 = mul(x, w) : f32[batch, 20]
        %2 = reduce_mean(%1) {axes = [0], keep_dims = false} : f32[20]
        %3 = reduce_mean(%2) {axes = [0], keep_dims = false} : f32[]
        ${values}
        loss loss = %3
        optimizer sgd {learning_rate = 0.1, momentum = 0}
      }`),
    ]);
  const copies = (plan: Plan) =>
    groupsOf(plan, "train").flatMap((group) =>
      group.calls.filter((c) => c.comment.some((l) => /^[ab] ← its next value/.test(l))),
    );

  test("one of the two waits in memory of its own", () => {
    const plan = exchange("update a = b\n update b = a");
    verifyPlan(plan);
    runOnShadowMemory(plan, "train", 3);
    expect(copies(plan).length).toBeGreaterThanOrEqual(1);
  });

  test("so does one that a product reads whole", () => {
    const product = (y: string) => `matmul(a, ${y}) {transpose_a = false, transpose_b = false} : f32[20, 20]`;
    const plan = exchange(`%4 = ${product("b")}\n %5 = ${product("a")}\n update a = %4\n update b = %5`);
    verifyPlan(plan);
    runOnShadowMemory(plan, "train", 3);
    expect(copies(plan).map((call) => call.comment)).toEqual([["a ← its next value"]]);
  });

  test("one element-wise kernel needs no copy", () => {
    const plan = exchange(
      "%4 = add(a, b) : f32[20, 20]\n %5 = mul(a, b) : f32[20, 20]\n update a = %4\n update b = %5",
    );
    verifyPlan(plan);
    runOnShadowMemory(plan, "train", 3);
    expect(copies(plan)).toEqual([]);
  });
});

describe("what a call reads whole, panel after panel", () => {
  const plannedWith = (lines: string) => {
    const plan = planOf([
      parseGraph(`graph whole train {
        x = input : f32[32, 32]
        w = parameter {initializer = "zeros", site = 0} : f32[32]
        a = state {initial = 0, kind = "statistic"} : f32[32, 32]
        ${lines}
        scaled = mul(sums, w) : f32[32]
        mean = reduce_mean(scaled) {axes = [0], keep_dims = false} : f32[]
        loss loss = mean
        optimizer sgd {learning_rate = 0.1, momentum = 0}
      }`),
    ]);
    verifyPlan(plan);
    runOnShadowMemory(plan, "train", 3);
    return plan;
  };
  const product = (a: string, b: string) =>
    `matmul(${a}, ${b}) {transpose_a = false, transpose_b = false} : f32[32, 32]`;
  const indexOf = (plan: Plan, buffer: string) => groupThatWrites(groupsOf(plan, "train"), buffer);

  test("is no state that the same group overwrites", () => {
    const plan = plannedWith(`
      product = ${product("a", "x")}
      sums = reduce_sum(product) {axes = [0], keep_dims = false} : f32[32]
      next = sub(a, sums) : f32[32, 32]
      update a = next`);
    expect(indexOf(plan, "train/a'")).toBeGreaterThan(indexOf(plan, "train/sums"));
  });

  test("gives its memory to no result of the same group", () => {
    const plan = plannedWith(`
      made = sigmoid(x) : f32[32, 32]
      product = ${product("made", "x")}
      sums = reduce_sum(product) {axes = [0], keep_dims = false} : f32[32]
      next = sub(made, sums) : f32[32, 32]
      final = ${product("next", "x")}
      update a = final`);
    expect(indexOf(plan, "train/next")).toBe(indexOf(plan, "train/sums"));
  });
});

describe("deep networks", () => {
  const arena = (plan: Plan, entry: string) => {
    const buffers = plan.buffers.filter((b) => b.role === "temporary" && b.name.startsWith(`${entry}/`));
    return Math.max(...buffers.map((b) => b.offset + b.bytes)) - Math.min(...buffers.map((b) => b.offset));
  };

  test("a layer more adds the same groups, calls and buffers every time", () => {
    const sizes = (layers: number) => {
      const plan = planOfModel(denseModel(layers));
      verifyPlan(plan);
      const groups = plan.entries.flatMap((entry) => entry.groups);
      const calls = groups.flatMap((group) => group.calls);
      return [groups.length, calls.length, plan.buffers.length] as const;
    };
    const [few, more, many] = [sizes(10), sizes(20), sizes(500)];
    expect(many.map((size, i) => size - few[i]!)).toEqual(more.map((size, i) => 49 * (size - few[i]!)));
  });

  test("inference needs no more memory for more layers, training an activation and its gradient for each", () => {
    const [small, large] = [planOfModel(denseModel(5)), planOfModel(denseModel(50))];
    expect(arena(large, "infer")).toBe(arena(small, "infer"));
    expect(arena(large, "evaluate")).toBe(arena(small, "evaluate"));
    // An activation of 32 columns at the largest batch of 5; weights' transposes come and go.
    const activation = 5 * 32 * 4;
    const growth = (arena(large, "train") - arena(small, "train")) / 45;
    expect(growth).toBeGreaterThanOrEqual(activation);
    expect(growth).toBeLessThanOrEqual(2 * activation);
  });
});
