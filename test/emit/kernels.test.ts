import { describe, expect, test } from "vitest";
import { parsePlan } from "../../compiler/4-plan/parse-plan.ts";
import { printPlan } from "../../compiler/4-plan/print-plan.ts";
import { emit } from "../../compiler/5-emit/emit.ts";
import { compileText } from "../../compiler/compile.ts";
import { denseModel, planOfModel, seedModel } from "../plan/plan-model.ts";

const OPTIONS = { simd: "baseline", minTrainBatch: 1 } as const;

function functionsOf(source: string): string[] {
  return [...source.matchAll(/^function (\S+?)\(/gm)].map((match) => match[1]!);
}

/** The text of functions that do arithmetic themselves. */
function kernelsOf(source: string): string[] {
  const functions = source.split(/^(?=function )/m).slice(1);
  return functions.map((text) => text.split(/^}/m)[0]!).filter((text) => text.includes("v128.store"));
}

function constantsOf(source: string): string[] {
  return [...source.matchAll(/^const (\S+?):/gm)].map((match) => match[1]!);
}

function callsOf(source: string): number {
  return source.split("\n").filter((line) => /^ +\w+\(.*\);$/.test(line)).length;
}

describe("kernels are shared", () => {
  test("twenty layers and sixty have the same functions, but for some calls", () => {
    const [twenty, sixty] = [20, 60].map((layers) => emit(planOfModel(denseModel(layers)), OPTIONS));
    expect(functionsOf(sixty!).length).toBe(functionsOf(twenty!).length);
    expect(kernelsOf(sixty!)).toEqual(kernelsOf(twenty!));
    expect(callsOf(sixty!) - callsOf(twenty!)).toBeLessThanOrEqual(40 * 6);
  });

  test("addresses and sizes are arguments: no kernel names a buffer", () => {
    const kernels = kernelsOf(emit(planOfModel(seedModel()), OPTIONS));
    expect(kernels.length).toBeGreaterThan(8);
    for (const kernel of kernels) expect(kernel).not.toMatch(/\bat_/);
  });

  test("both levels have the same calls, with other kernels", () => {
    const plan = planOfModel(seedModel());
    const entryOf = (source: string) => source.slice(source.indexOf("export function train_step"));
    const [baseline, relaxed] = [emit(plan, OPTIONS), emit(plan, { ...OPTIONS, simd: "relaxed" })];
    expect(entryOf(relaxed)).toBe(entryOf(baseline));
    expect(baseline).not.toContain("relaxed_madd");
    expect(relaxed).toContain("relaxed_madd");
  });

  test("a plan that was read from text emits the same", () => {
    const plan = planOfModel(seedModel());
    expect(emit(parsePlan(printPlan(plan)), OPTIONS)).toBe(emit(plan, OPTIONS));
  });
});

describe("names", () => {
  /** Words of AssemblyScript, of emitted code and of runtime-as, and names that differ in signs only. */
  const WORDS = [
    "if",
    "const",
    "export",
    "function",
    "class",
    "v128",
    "f32x4",
    "usize",
    "batch",
    "seed",
    "p",
    "softmax",
  ];
  const ALIKE = ["a_b", "a_b_2", "a__b", "at_a_b"];

  test("whatever layers are called, constants are unique and valid, and the module assembles", async () => {
    const layers = [...WORDS, ...ALIKE].map((name) => `  x = dense(x, units: 4, name: "${name}")`);
    const text = `model export_ {\n  input x_: f32[batch, 4]\n  x = x_\n${layers.join("\n")}\n  output function_ = x\n}\n`;
    const { diagnostics, module } = await compileText(text, { verify: true });
    expect(diagnostics).toEqual([]);
    const names = [...constantsOf(module!.source), ...functionsOf(module!.source)];
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[A-Za-z_]\w*$/);
    expect(module!.wasm.length).toBeGreaterThan(0);
  });

  test("letters beyond ASCII and leading digits stay apart", () => {
    const plan = planOfModel(denseModel(4));
    const odd = ["größe", "gräße", "0", "層"];
    const renamed = odd.reduce((text, name, i) => text.replaceAll(`layer${i}`, name), JSON.stringify(plan));
    const names = constantsOf(emit(JSON.parse(renamed), OPTIONS));
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[A-Za-z_]\w*$/);
  });

  test("functions are named after what they do", () => {
    const names = functionsOf(emit(planOfModel(seedModel()), OPTIONS));
    expect(names).toEqual(expect.arrayContaining(["product_relu", "batch_mean", "batch_variance", "sub_mul_add"]));
  });
});
