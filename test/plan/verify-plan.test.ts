/** Mistakes planted in the plan of a sound model: the verifier finds each, and so does the shadow memory of the tests. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readsOf, writesOf } from "../../compiler/4-plan/access.ts";
import { parsePlan } from "../../compiler/4-plan/parse-plan.ts";
import type { Buffer, Group, Plan } from "../../compiler/4-plan/plan.ts";
import { verifyPlan } from "../../compiler/4-plan/verify-plan.ts";
import { groupsOf, groupThatWrites, MAX_BATCH, planOfModel, seedModel } from "./plan-model.ts";
import { runOnShadowMemory } from "./shadow-memory.ts";

const sound = planOfModel(seedModel());
const train = groupsOf(sound, "train");

function withGroups(groups: readonly Group[]): Plan {
  return { ...sound, entries: sound.entries.map((entry) => (entry.entry === "train" ? { ...entry, groups } : entry)) };
}

function withBuffer(name: string, change: Partial<Buffer>): Plan {
  return {
    ...sound,
    buffers: sound.buffers.map((buffer) => (buffer.name === name ? { ...buffer, ...change } : buffer)),
  };
}

function bufferNamed(name: string): Buffer {
  return sound.buffers.find((buffer) => buffer.name === name)!;
}

function expectRefused(plan: Plan, message: RegExp): void {
  expect(() => verifyPlan(plan)).toThrow(message);
  expect(() => runOnShadowMemory(plan, "train", MAX_BATCH)).toThrow();
}

test("the plan without a mistake passes", () => {
  verifyPlan(sound);
  runOnShadowMemory(sound, "train", MAX_BATCH);
});

describe("refused", () => {
  test("two calls in the wrong order", () => {
    const swapped = train.map((group, i) => {
      if (i !== groupThatWrites(train, "train/hidden")) return group;
      const [first, second, ...rest] = group.calls;
      return { ...group, calls: [second!, first!, ...rest] };
    });
    expectRefused(withGroups(swapped), /train: train\/hidden is read before it is written/);
  });

  test("two buffers that are alive together in the same place", () => {
    const { offset } = bufferNamed("train/hidden");
    expectRefused(
      withBuffer("train/normal", { offset }),
      /train\/(hidden|normal) and .* are alive together and overlap/,
    );
  });

  test("a temporary in the place of a parameter", () => {
    const { offset } = bufferNamed("hidden.weight");
    expectRefused(withBuffer("train/hidden", { offset }), /train\/hidden|hidden\.weight/);
  });

  test("one panel only of a buffer that another group reads", () => {
    const hidden = bufferNamed("train/hidden");
    const plan = withBuffer("train/hidden", { panelLocal: true, bytes: hidden.bytes / 2 });
    expectRefused(plan, /train\/hidden has one panel only and is read in another group/);
  });

  test("an old value that is read after its next value was written", () => {
    const from = groupThatWrites(train, "train/logits.weight.transposed");
    const to = groupThatWrites(train, "train/logits.weight'");
    const update = train[to]!;
    const others = train.filter((_, i) => i !== to);
    // Before the transposition, and before all that needs it, which then still comes in order.
    const early = [...others.slice(0, from), update, ...others.slice(from)];
    expectRefused(withGroups(early), /train: the old value of logits\.weight is read after its next value was written/);
  });

  test("a state that is read whole while it is overwritten panel by panel", () => {
    const at = groupThatWrites(train, "train/hidden.weight'");
    const reader = { kind: "kernel", kernel: "copy", sizes: [64], comment: [] } as const;
    const calls = [{ ...reader, operands: ["hidden.weight"], results: ["train/spare"] }, ...train[at]!.calls];
    const spare: Buffer = { ...bufferNamed("train/hidden"), name: "train/spare", offset: sound.memoryBytes };
    const plan = withGroups(train.map((group, i) => (i === at ? { ...group, calls } : group)));
    const bigger = { ...plan, buffers: [...plan.buffers, spare], memoryBytes: plan.memoryBytes + spare.bytes };
    expectRefused(bigger, /hidden\.weight is read whole in the group that overwrites it panel by panel/);
  });

  test("memory that ends before a buffer does", () => {
    expect(() => verifyPlan({ ...sound, memoryBytes: sound.memoryBytes - 64 })).toThrow(/ends behind the memory/);
  });

  test("a call on a buffer that does not exist", () => {
    const buffers = sound.buffers.filter((buffer) => buffer.name !== "train/hidden");
    expect(() => verifyPlan({ ...sound, buffers })).toThrow(/no buffer is called train\/hidden/);
  });
});

test("every buffer but leaves is written and read", () => {
  for (const { entry, groups } of sound.entries) {
    const calls = groups.flatMap((group) => group.calls);
    const read = new Set(calls.flatMap((call) => readsOf(call).map(({ buffer }) => buffer)));
    const written = calls.flatMap(writesOf).filter((name) => bufferNamed(name).role === "temporary");
    expect(
      written.filter((name) => !read.has(name)),
      entry,
    ).toEqual([]);
  }
});

describe("images in borders", () => {
  const text = readFileSync(new URL("../golden/small-convnet/plan.txt", import.meta.url), "utf8");

  test("are sound", () => {
    const plan = parsePlan(text);
    verifyPlan(plan);
    for (const batch of [1, plan.maxBatch]) runOnShadowMemory(plan, "infer", batch);
  });

  test("are refused without the border", () => {
    const without = text.replaceAll(/^.* = kernel zero_border.*\n/gm, "");
    expect(without).not.toBe(text);
    expect(() => verifyPlan(parsePlan(without))).toThrow(/is read before it is written, inside and around/);
  });

  test("are refused in another border", () => {
    const other = text.replaceAll("in border {image = [8, 8], padding = [0, 0, 1, 1]}", (border) =>
      border.replace("[0, 0, 1, 1]", "[1, 1, 1, 1]"),
    );
    expect(other).not.toBe(text);
    expect(() => verifyPlan(parsePlan(other))).toThrow(/has no such border as it is stored in/);
  });
});
