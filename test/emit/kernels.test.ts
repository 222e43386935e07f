import { describe, expect, test } from "vitest";
import { parsePlan } from "../../compiler/4-plan/parse-plan.ts";
import { printPlan } from "../../compiler/4-plan/print-plan.ts";
import { emit, profiledCall } from "../../compiler/5-emit/emit.ts";
import { compileText } from "../../compiler/compile.ts";
import { denseModel, planOfModel, seedModel } from "../plan/plan-model.ts";

const OPTIONS = { simd: "baseline", minTrainBatch: 1 } as const;

async function instantiate(wasm: Uint8Array) {
  const { instance } = await WebAssembly.instantiate(wasm as Uint8Array<ArrayBuffer>);
  return instance.exports as Record<string, (...args: number[]) => void> & { readonly memory: WebAssembly.Memory };
}

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

describe("profile", () => {
  const text = `model m {
  input x: f32[batch, 20]
  hidden = dense(x, units: 40, activation: relu)
  output y = dense(hidden, units: 3)
  train {
    input t: f32[batch, 3]
    loss = mean_squared_error(y, t)
    optimizer = adam()
  }
}
`;

  test("the calls of an entry point, one after the other, do what the entry point does", async () => {
    const { module, plan } = await compileText(text, { profile: true, maxBatch: 8 });
    const exports = await instantiate(module!.wasm);
    const { offset } = module!.manifest.outputs[0]!;
    const inputs = new Float32Array(exports.memory.buffer, module!.manifest.inputs[0]!.offset, 8 * 20);
    inputs.forEach((_, i) => {
      inputs[i] = Math.sin(i);
    });
    const outputs = new Float32Array(exports.memory.buffer, offset, 8 * 3);
    exports.init!(1);
    exports.infer!(8);
    const expected = [...outputs];
    expect(new Set(expected).size).toBe(24);
    outputs.fill(0);
    const calls = plan!.entries.find(({ entry }) => entry === "infer")!.groups.flatMap((group) => group.calls);
    for (const i of calls.keys()) exports[profiledCall("infer", i)]!(8);
    expect([...outputs]).toEqual(expected);
  });

  test("every call of every entry point is exported", async () => {
    const { module, plan } = await compileText(text, { profile: true, maxBatch: 8 });
    const exports = await instantiate(module!.wasm);
    exports.init!(1);
    exports.train_step!(8, 1);
    for (const { entry, groups } of plan!.entries) {
      const count = groups.flatMap(({ calls }) => calls).length;
      for (let i = 0; i < count; i++) exports[profiledCall(entry, i)]!(8);
      expect(exports[profiledCall(entry, count)]).toBeUndefined();
    }
  });

  test("without it a module exports its entry points only", async () => {
    const { module } = await compileText(text);
    const names = Object.keys(await instantiate(module!.wasm));
    expect(names.sort()).toEqual(["memory", ...module!.manifest.entryPoints].sort());
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
