/**
 * Runs a fixture that make-fixtures.py wrote: compiles the model, sets the start values, takes the steps, and holds
 * what the module then has against PyTorch's numbers.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { SimdLevel } from "../../compiler/5-emit/manifest.ts";
import { compileText } from "../../compiler/compile.ts";
import { type Dataset, load, type Model } from "../../host/index.ts";

type Values = readonly number[];
type Named = Readonly<Record<string, Values>>;

interface Run {
  readonly title: string;
  readonly steps: readonly {
    readonly inputs: Named;
    readonly rate_scale?: number;
    readonly loss?: number;
    readonly metrics?: Readonly<Record<string, number>>;
  }[];
  /** Outputs: as computed in training, which the gradients by `<name>_g` show, and as `predict` gives them before it. */
  readonly values?: Named;
  /** Those that `predict` gives otherwise. */
  readonly inference?: Named;
  /** Gradients by parameter, as the first step leaves them in sgd's velocity. */
  readonly gradients?: Named;
  readonly states?: Named;
  /** Parameters, and their averages, after all steps. */
  readonly trained?: Named;
  /** States of which each element counts by itself, whatever its size. */
  readonly elements?: Named;
  /** What `predict` gives after all steps, without and with the parameters' average. */
  readonly final_outputs?: { readonly inputs: Named; readonly raw: Named; readonly average: Named };
}

interface Fixture {
  readonly max_batch: number;
  readonly start: Named;
  readonly runs: readonly Run[];
}

/** Relative to max(|reference|, rms of the references). */
const TOLERANCE = { values: 1e-5, inference: 1e-5, states: 1e-5, gradients: 1e-4, trained: 1e-4, loss: 1e-5 };

/** Other tolerances by `<part> <name>`: each with its reason, where it stands. */
export type Exceptions = Readonly<Record<string, number>>;

/** `baseline` alone says that an operator means the right thing; test/kernels holds every level against that meaning. */
export function testFixture(
  name: string,
  exceptions: Exceptions = {},
  levels: readonly SimdLevel[] = ["baseline"],
): void {
  const read = (ending: string) => readFileSync(new URL(`fixtures/${name}.${ending}`, import.meta.url), "utf8");
  const fixture: Fixture = JSON.parse(read("json"));

  describe.each(levels)(`${name}, %s`, (simd) => {
    let wasm: Uint8Array;
    beforeAll(async () => {
      const { diagnostics, module } = await compileText(read("inlay"), { simd, maxBatch: fixture.max_batch });
      expect(diagnostics).toEqual([]);
      wasm = module!.wasm;
    });

    test.each(fixture.runs)("$title", async (run) => {
      const model = await load(wasm);
      model.init(1);
      for (const [key, values] of Object.entries(fixture.start)) model.set(key, values);
      expect(findWrong(model, run, exceptions)).toEqual([]);
    });
  });
}

/** A line for each tensor that is off. */
function findWrong(model: Model, run: Run, exceptions: Exceptions): string[] {
  const wrong: string[] = [];
  const compare = (part: keyof typeof TOLERANCE, name: string, got: ArrayLike<number>, expected: Values) => {
    const error = worstError(got, expected);
    const tolerance = exceptions[`${part} ${name}`] ?? TOLERANCE[part];
    if (!(error <= tolerance)) wrong.push(`${part} ${name}: off by ${error.toExponential(1)}, not ${tolerance}`);
  };
  const compareOutputs = (inputs: Named, expected: Named, useAverage = true) => {
    const outputs = model.predict(inputs as Dataset, { useAverage });
    for (const [name, values] of Object.entries(expected)) {
      compare("inference", name, outputs[name] as ArrayLike<number>, values);
    }
  };
  const compareGradients = (part: "values" | "gradients", expected: Named = {}, suffix = "") => {
    for (const [name, values] of Object.entries(expected)) {
      const got = model.get(`optimizer.sgd.velocity.${name}${suffix}`);
      compare(part, name, got.subarray(0, values.length), values);
      const beyond = got.subarray(values.length).findIndex((value) => value !== 0);
      if (beyond >= 0) wrong.push(`${part} ${name}: the batch changes what lies beyond it`);
    }
  };
  const compareStored = (part: "states" | "trained", expected: Named = {}) => {
    for (const [name, values] of Object.entries(expected)) compare(part, name, model.get(name), values);
  };

  compareOutputs(run.steps[0]!.inputs, { ...run.values, ...run.inference });
  for (const [index, { inputs, rate_scale = 1, loss, metrics }] of run.steps.entries()) {
    const measures = model.trainStep(inputs as Dataset, { rateScale: rate_scale });
    if (loss !== undefined) compare("loss", `${index + 1}`, [measures.loss], [loss]);
    for (const [name, value] of Object.entries(metrics ?? {})) {
      compare("loss", `${name} ${index + 1}`, [measures.metrics[name]!], [value]);
    }
  }
  compareGradients("values", run.values, "_g");
  compareGradients("gradients", run.gradients);
  compareStored("states", run.states);
  compareStored("trained", run.trained);
  for (const [name, values] of Object.entries(run.elements ?? {})) {
    const got = model.get(name);
    for (const [i, value] of values.entries()) compare("states", `${name}[${i}]`, [got[i]!], [value]);
  }
  if (run.final_outputs !== undefined) {
    const { inputs, raw, average } = run.final_outputs;
    compareOutputs(inputs, raw, false);
    compareOutputs(inputs, average, true);
  }
  return wrong;
}

/** The largest |got − expected| / max(|expected|, rms(expected)); Infinity where a value is missing or not a number. */
function worstError(got: ArrayLike<number>, expected: Values): number {
  if (got.length !== expected.length) return Infinity;
  const rms = Math.sqrt(expected.reduce((sum, value) => sum + value * value, 0) / expected.length);
  const errors = expected.map((value, i) => {
    const error = Math.abs(got[i]! - value);
    return error === 0 ? 0 : error / Math.max(Math.abs(value), rms);
  });
  return errors.reduce((worst, error) => (error <= worst ? worst : Number.isNaN(error) ? Infinity : error), 0);
}
