/** Every operator as compiled code, against its float64 meaning: all examples in one module a SIMD level. */
import { beforeAll, describe, expect, test } from "vitest";
import { Builder } from "../../compiler/ir/builder.ts";
import { evaluateGraph } from "../../compiler/ir/evaluate.ts";
import type { Graph, NamedValue } from "../../compiler/ir/graph.ts";
import { uniform } from "../../compiler/ir/philox.ts";
import { tensor } from "../../compiler/ir/tensor.ts";
import { f32, i32 } from "../../compiler/ir/type.ts";
import { OPS } from "../../compiler/ops/index.ts";
import { EXAMPLE_BATCHES } from "../ops/example-data.ts";
import { expectAgreement, farOff } from "./compare.ts";
import { type Case, caseInputs, tableCases } from "./examples.ts";
import { buildModule, LEVELS, type RunningModule } from "./run-module.ts";

const TOLERANCE = 1e-5;

/** Beside the batches of the other tests: more than a panel and no multiple of any tile. */
const LARGEST_BATCH = 37;

function inferGraph(cases: readonly Pick<Case, "title" | "leaves" | "result">[]): Graph {
  const outputs = cases.map(({ title, result }, i): NamedValue => {
    return { name: `${i}: ${title}`, role: "output", node: result };
  });
  const inputs = [...new Set(cases.flatMap(({ leaves }) => leaves))];
  return { name: "table", entry: "infer", inputs, parameters: [], states: [], outputs, updates: [] };
}

describe("the table's examples", () => {
  const cases = tableCases(new Builder(), OPS, "ragged");
  const graph = inferGraph(cases);

  test("cover every op that computes", () => {
    const covered = new Set(cases.map(({ op }) => op.name));
    const computing = OPS.filter((op) => op.lower.kind !== "leaf" && op.specialize === undefined);
    expect(computing.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
  });

  describe.each(LEVELS)("%s", (simd) => {
    let module: RunningModule;
    beforeAll(async () => {
      module = await buildModule([graph], { simd, maxBatch: LARGEST_BATCH });
    });

    test.each([...EXAMPLE_BATCHES, LARGEST_BATCH])("mean the same at batch %i", (batch) => {
      const bindings = { batch, inputs: caseInputs(cases, batch) };
      expectAgreement(module.run("infer", bindings), evaluateGraph(graph, bindings), TOLERANCE);
    });
  });
});

describe("special values", () => {
  const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
  const values = [nan, 0, -0, inf, -inf, 1, -1, 0.5, -2.5, 1e30, -1e30, 100, -100, 3e38];
  const size = values.length ** 2;
  const b = new Builder();
  const leaves = ["x", "y"].map((name) => b.leaf("input", name, f32(size)));
  const inputs = {
    x: tensor(
      [size],
      Array.from({ length: size }, (_, i) => Math.fround(values[i % values.length]!)),
    ),
    y: tensor(
      [size],
      Array.from({ length: size }, (_, i) => Math.fround(values[Math.floor(i / values.length)]!)),
    ),
  };
  /** Where a float is farther from the next than a turn is long, they mean nothing. */
  const meaningless = (name: string, x: number) => /^output:\d+: (sin|cos) /.test(name) && Math.abs(x) > 1e7;
  const ops = OPS.filter(({ lower, operands }) => lower.kind === "map" && operands.length <= 2);
  const graph = inferGraph(
    ops.flatMap(({ name, operands, examples }) =>
      [...new Set(examples.map(({ attrs = {} }) => JSON.stringify(attrs)))].map((attrs) => {
        const result = b.op(name, leaves.slice(0, operands.length), JSON.parse(attrs));
        return { title: `${name} ${attrs}`, leaves, result };
      }),
    ),
  );

  /** NaN, both zeros and both infinities stand for themselves, all else for its sign. */
  const classOf = (value: number) =>
    value === 0 || !Number.isFinite(value) ? (Object.is(value, -0) ? "-0" : String(value)) : Math.sign(value);

  describe.each(LEVELS)("%s", (simd) => {
    let run: RunningModule["run"];
    beforeAll(async () => {
      ({ run } = await buildModule([graph], { simd, maxBatch: 1 }));
    });

    test("give the same class of result", () => {
      const got = run("infer", { batch: 1, inputs }).outputs;
      for (const [name, reference] of evaluateGraph(graph, { batch: 1, inputs }).outputs) {
        const computed = got.get(name)!.data;
        const describeAt = (result: ArrayLike<number>, i: number) =>
          `${name} of ${inputs.x.data[i]}, ${inputs.y.data[i]}: ${classOf(result[i]!)}`;
        const rounded = reference.data.map(Math.fround);
        const indices = Array.from(rounded.keys()).filter((i) => !meaningless(name, inputs.x.data[i]!));
        expect(indices.map((i) => describeAt(computed, i))).toEqual(indices.map((i) => describeAt(rounded, i)));
      }
    });
  });
});

describe("initializers", () => {
  const b = new Builder();
  const shapes = [
    [5, 21],
    [1, 16],
    [40, 3],
    [3, 3, 4, 18],
    [33, 1],
  ];
  const limit = 0.3;
  const deviation = 0.7;
  const seedLeaf = b.leaf("argument", "seed", i32());
  const seedInput = b.leaf("input", "seed", i32());
  const made = OPS.filter((op) => op.initializer !== undefined && op.lower.kind === "kernel").flatMap((op) =>
    shapes.map((shape, site) => {
      const attrs = { shape, site, limit, deviation, gain: 0.8, value: -1.5 };
      const parameter = b.leaf("parameter", `${op.name}.${site}`, f32(...shape));
      return { op, parameter, value: b.op(op.name, [seedLeaf], attrs), row: b.op(op.name, [seedInput], attrs) };
    }),
  );
  const parameters = made.map(({ parameter }) => parameter);
  const leaves = { name: "initial", parameters, states: [] };
  const init: Graph = {
    ...leaves,
    entry: "init",
    inputs: [seedLeaf],
    outputs: [],
    updates: made.map(({ parameter, value }) => ({ target: parameter, value })),
  };
  const infer: Graph = {
    ...leaves,
    entry: "infer",
    parameters: [],
    inputs: [seedInput],
    outputs: made.map(({ parameter, row }) => ({ name: parameter.name!, role: "output", node: row })),
    updates: [],
  };

  describe.each(LEVELS)("%s", (simd) => {
    let run: RunningModule["run"];
    beforeAll(async () => {
      ({ run } = await buildModule([init, infer], { simd, maxBatch: 1 }));
    });
    const initial = (seed: number) => {
      const bindings = { batch: 1, arguments: { seed: tensor([], [seed]) } };
      return { got: run("init", bindings).updates, reference: evaluateGraph(init, bindings).updates };
    };

    test.each([0, 1, 2 ** 31 - 1])("mean the same with seed %i", (seed) => {
      const { got, reference } = initial(seed);
      expect(got.size).toBe(made.length);
      expect(farOff(got, reference, TOLERANCE)).toEqual({});
    });

    test("have the reference's very uniforms", () => {
      const { got } = initial(7);
      for (const [site, shape] of shapes.entries()) {
        const { data } = got.get(`glorot_uniform.${site}`)!;
        expect(data).toHaveLength(shape.reduce((a, c) => a * c));
        const expected = data.map((_, i) => Math.fround((2 * uniform(7, site, i) - 1) * Math.fround(limit)));
        expect(data).toEqual(expected);
      }
    });

    test("do not depend on the layout", () => {
      const rows = run("infer", { batch: 1, inputs: { seed: tensor([], [3]) } }).outputs;
      for (const [name, value] of initial(3).got) expect(rows.get(`output:${name}`)).toEqual(value);
    });
  });
});
