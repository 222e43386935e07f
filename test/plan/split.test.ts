/** What threads share of a plan: by which rule, and what verify-plan refuses. */
import { describe, expect, test } from "vitest";
import { writesOf } from "../../compiler/4-plan/access.ts";
import { parsePlan } from "../../compiler/4-plan/parse-plan.ts";
import type { Group, Plan, PlanEntry } from "../../compiler/4-plan/plan.ts";
import { printPlan } from "../../compiler/4-plan/print-plan.ts";
import { verifyPlan } from "../../compiler/4-plan/verify-plan.ts";
import { compileText } from "../../compiler/compile.ts";
import { EXAMPLES } from "../threads/models.ts";

async function planned(text: string, threads: number, maxBatch = 512): Promise<Plan> {
  const { plan, diagnostics } = await compileText(text, { threads, maxBatch, assemble: false, verify: true });
  expect(diagnostics).toEqual([]);
  return plan!;
}

/** `units` of each layer; the last has ten. */
const classifier = (units: number) => `model classifier {
  input x: f32[batch, 784]
  hidden = dense(x, units: ${units}, activation: relu)
  logits = dense(batch_norm(hidden), units: 10)
  output probabilities = softmax(logits)
  train {
    input label: i32[batch]
    loss = softmax_cross_entropy(logits, label)
    optimizer = adam(learning_rate: 0.01)
  }
}`;

const entryOf = ({ entries }: Plan, entry: PlanEntry["entry"]) =>
  entries.find((candidate) => candidate.entry === entry)!;

const splitsOf = (plan: Plan, entry: PlanEntry["entry"]) =>
  entryOf(plan, entry).groups.map(
    ({ panels, split, calls }) => `${panels} ${split ?? "alone"} ${calls.map(({ kind }) => kind).join(" ")}`,
  );

describe("what threads share", () => {
  test("panels where there are enough of them, rows of what runs once", async () => {
    expect(splitsOf(await planned(classifier(128), 2), "infer")).toEqual([
      "8 panels map product",
      "1 rows product",
      "1 rows kernel",
      "1 alone kernel",
    ]);
  });

  test("rows where panels do not divide, if they are independent", async () => {
    const plan = await planned(classifier(48), 2);
    expect(splitsOf(plan, "infer")[0]).toBe("3 rows map product");
    const overPanels = entryOf(plan, "train").groups.filter(({ panels }) => panels > 1);
    // Statistics need all rows.
    expect(overPanels.map(({ split }) => split)).toEqual(["panels", "panels"]);
    expect(splitsOf(await planned(classifier(48), 3), "infer")[0]).toBe("3 panels map product");
  });

  test("panels where a product needs all rows of what its group makes or overwrites", async () => {
    // 9 panels are shared less evenly among 4 threads than 12 blocks of rows.
    const made = "matmul(q, tanh(matmul(q, w)))";
    const one = `model made {
      input x: f32[batch, 144]
      parameter w: f32[144, 144] = glorot_uniform()
      parameter q: f32[144, 144] = glorot_uniform()
      output y = matmul(x, ${made}, transpose_b: true)
    }`;
    expect(splitsOf(await planned(one, 4), "infer")[0]).toBe("9 panels product product");
    const apart = splitsOf(await planned(one.replace(made, "matmul(q, w)"), 4), "infer");
    expect(apart[0]).toBe("9 rows product");
  });

  test("no row that is alone", async () => {
    const text = `model thin {
      input x: f32[batch, 1]
      output y = dense(x, units: 16)
      train {
        input t: f32[batch, 16]
        loss = mean_squared_error(y, t)
        optimizer = sgd(learning_rate: 0.1)
      }
    }`;
    const { groups } = entryOf(await planned(text, 2, 16384), "train");
    const thin = groups.filter(({ calls }) => calls.some((call) => call.kind === "product" && call.rows === 1));
    expect(thin.map(({ split }) => split)).toEqual([undefined]);
  });

  test("nothing of init and swap_average, nor of what is over at once", async () => {
    const text = classifier(128).replace("optimizer", "average = ema(decay: 0.9)\n    optimizer");
    const plan = await planned(text, 2);
    for (const entry of ["init", "swap"] as const) {
      expect(entryOf(plan, entry).sharedFrom).toBeUndefined();
      expect(entryOf(plan, entry).groups.every(({ split }) => split === undefined)).toBe(true);
    }
    const scalars = entryOf(plan, "train").groups.filter(({ calls }) =>
      calls.every((call) => call.kind === "map" && call.rows === 1 && call.columns === 1),
    );
    expect(scalars.length).toBeGreaterThan(0);
    expect(scalars.every(({ split }) => split === undefined)).toBe(true);
    const tiny = await planned("model tiny { input x: f32[batch, 4]\n output y = dense(x, units: 40) }", 2, 8);
    expect(tiny.entries.every(({ sharedFrom }) => sharedFrom === undefined)).toBe(true);
  });

  test("an entry point from the batch on that is worth it", async () => {
    const from = (plan: Plan) => entryOf(plan, "infer").sharedFrom!;
    const [wide, narrow] = [await planned(classifier(1024), 2), await planned(classifier(16), 2)];
    expect(from(wide)).toBeGreaterThanOrEqual(1);
    expect(from(narrow)).toBeGreaterThan(from(wide));
  });

  test("without threads the plan is as it was", async () => {
    const plan = await planned(classifier(48), 1);
    expect(printPlan(plan)).not.toMatch(/split|shared|threads/);
  });

  test("each thread has its own panel", async () => {
    const [one, three] = [await planned(classifier(128), 1), await planned(classifier(128), 3)];
    const local = one.buffers.filter(({ panelLocal }) => panelLocal);
    expect(local.length).toBeGreaterThan(0);
    for (const { name, bytes } of local) {
      expect(three.buffers.find((buffer) => buffer.name === name)!.bytes).toBe(3 * bytes);
    }
  });

  test.each(EXAMPLES)("the examples of the bits' test share in all ways: $name", async ({ text, batch, kinds }) => {
    const plan = await planned(text, 3, batch);
    expect(parsePlan(printPlan(plan))).toEqual(plan);
    const shared = plan.entries.filter(({ sharedFrom }) => sharedFrom !== undefined);
    expect(shared.map(({ entry }) => entry)).toEqual(["infer", "evaluate", "train"]);
    const found = shared.flatMap(({ groups }) =>
      groups.flatMap(({ split, panels }) =>
        split === undefined ? [] : [`${panels > 1 ? "panels" : "once"} by ${split}`],
      ),
    );
    expect([...new Set(found)].sort()).toEqual(kinds);
  });
});

describe("verify-plan refuses", () => {
  const changed = (plan: Plan, change: (group: Group) => Group): Plan => ({
    ...plan,
    entries: plan.entries.map((entry) => ({ ...entry, groups: entry.groups.map(change) })),
  });

  test("panels of a group that runs once", async () => {
    const plan = await planned(classifier(128), 2);
    const wrong = changed(plan, (group) => (group.panels === 1 && group.split ? { ...group, split: "panels" } : group));
    expect(() => verifyPlan(wrong)).toThrow("threads split panels of a group that has none");
  });

  test("rows of statistics over them", async () => {
    const plan = await planned(classifier(128), 2);
    const wrong = changed(plan, (group) => (group.split ? { ...group, split: "rows" } : group));
    expect(() => verifyPlan(wrong)).toThrow(/threads split the rows of train\/\S+, which is made of all rows/);
  });

  test("rows of a product that needs all rows of what its group makes", async () => {
    const text = `model made {
      input x: f32[batch, 144]
      parameter q: f32[144, 144] = glorot_uniform()
      output y = matmul(x, matmul(q, matmul(q, q)), transpose_b: true)
    }`;
    const wrong = changed(await planned(text, 4), (group) =>
      group.calls.length > 1 ? { ...group, split: "rows" } : group,
    );
    expect(() => verifyPlan(wrong)).toThrow(/threads split the rows of \S+, which needs all rows of \S+/);
  });

  test("one panel for several threads", async () => {
    const plan = await planned(classifier(128), 2);
    const local = entryOf(plan, "train").groups.flatMap(({ calls }) => calls.flatMap(writesOf));
    const buffers = plan.buffers.map((buffer) =>
      buffer.panelLocal && local.includes(buffer.name) ? { ...buffer, bytes: buffer.bytes / 2 } : buffer,
    );
    expect(() => verifyPlan({ ...plan, buffers })).toThrow(/has not one panel for each of 2 threads/);
  });

  test("sums over all tiles, and scratch memory for one thread only", async () => {
    const plan = await planned(EXAMPLES.at(-1)!.text, 2);
    const isGradient = ({ calls: [call] }: Group) => call?.kind === "winograd" && call.gradient !== undefined;
    const wrong = changed(plan, (group) => (isGradient(group) ? { ...group, split: "rows" } : group));
    expect(() => verifyPlan(wrong)).toThrow(/threads split \S+, which is a sum over all tiles/);
    const calls = plan.entries.flatMap(({ groups }) => groups.flatMap((group) => (group.split ? group.calls : [])));
    const scratch = new Set(calls.flatMap((call) => (call.kind === "winograd" ? [call.scratch] : [])));
    const buffers = plan.buffers.map((buffer) =>
      scratch.has(buffer.name) ? { ...buffer, bytes: buffer.bytes / 2 } : buffer,
    );
    expect(() => verifyPlan({ ...plan, buffers })).toThrow(/has no scratch memory for each of 2 threads/);
  });
});
