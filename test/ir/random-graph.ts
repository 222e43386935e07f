/**
 * Random typed graphs for property tests, and random values for their leaves. Recipes keep values of moderate size, so
 * that a float32 run stays comparable with the float64 interpreter.
 */
import fc from "fast-check";
import { Builder } from "../../compiler/ir/builder.ts";
import type { Bindings } from "../../compiler/ir/evaluate.ts";
import type { Graph, NamedValue } from "../../compiler/ir/graph.ts";
import type { Attrs, Node } from "../../compiler/ir/node.ts";
import { normal, uniform } from "../../compiler/ir/philox.ts";
import { elementsIn, type Tensor } from "../../compiler/ir/tensor.ts";
import { BATCH, f32, shapeAt } from "../../compiler/ir/type.ts";
import { findEntry } from "../../compiler/ops/index.ts";
import { type Growing, pick, RECIPES, type Step, WIDTHS } from "./random-recipes.ts";

/** `model` keeps batch_norm whole; `infer` and `train` have it specialized; `train` is not differentiated yet. */
export type RandomEntry = "model" | "infer" | "train";

export function arbitraryGraph(entry: RandomEntry = "infer", maxSteps = 16): fc.Arbitrary<Graph> {
  // Small numbers pick recent values: long chains should be as common as wide graphs.
  const number = fc.oneof(fc.nat(2), fc.nat(99));
  const step = fc.record({ recipe: fc.nat(RECIPES.length - 1), a: number, b: number, c: fc.nat(99) });
  return fc
    .record({
      widths: fc.array(fc.constantFrom(...WIDTHS, 4), { minLength: 1, maxLength: 2 }),
      steps: fc.array(step, { minLength: 1, maxLength: maxSteps, size: "max" }),
      outputs: fc.array(fc.nat(99), { maxLength: 2 }),
    })
    .map(({ widths, steps, outputs }) => grow(entry, widths, steps, outputs));
}

function grow(entry: RandomEntry, widths: readonly number[], steps: readonly Step[], picks: readonly number[]): Graph {
  const b = new Builder();
  const inputs = widths.map((width, index) => b.leaf("input", `x${index}`, f32(BATCH, width)));
  const graph: Growing = { b, entry, values: [...inputs], parameters: [], states: [], updates: [] };
  for (const step of steps) {
    const node = RECIPES[step.recipe]!(graph, step);
    // Some nodes are named, several alike, as rebinding in a model makes them.
    if (node !== undefined) graph.values.push(step.c % 3 === 0 ? b.named(node, `value${step.b % 2}`) : node);
  }
  const results = [0, ...picks].map((index) => pick(graph.values, index)!);
  const learning_rate = 0.01;
  const adam = { learning_rate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
  return {
    name: "random",
    entry,
    inputs,
    parameters: graph.parameters,
    states: graph.states,
    outputs: [...(entry === "train" ? [] : namedOutputs(results)), ...(entry === "infer" ? [] : losses(b, results))],
    updates: graph.updates,
    ...(entry === "infer" ? {} : { training: { optimizer: optimizer("adam", adam) } }),
  };
}

function namedOutputs(results: readonly Node[]): NamedValue[] {
  return results.map((node, index) => ({ name: `y${index}`, role: "output", node }));
}

/** A smooth, bounded loss that every result takes part in, and a metric. */
function losses(b: Builder, results: readonly Node[]): NamedValue[] {
  const terms = results.map((node) => {
    const bounded = b.op("tanh", [node]);
    const axes = node.type.shape.map((_, axis) => axis);
    return axes.length === 0
      ? b.mul(bounded, bounded)
      : b.op("reduce_mean", [b.mul(bounded, bounded)], { axes, keep_dims: false });
  });
  const loss = terms.reduce((sum, term) => b.add(sum, term));
  const count = b.count([BATCH]);
  return [
    { name: "loss", role: "loss", node: loss },
    { name: "size", role: "metric_sum", node: b.mul(loss, count) },
    { name: "size", role: "metric_count", node: count },
  ];
}

function optimizer(name: string, attrs: Attrs) {
  const def = findEntry(name);
  if (def?.kind !== "optimizer") throw new Error(`${name} is not an optimizer`);
  return { def, attrs };
}

/** Values for every leaf of a graph, the same for the same seed: integers are 0 or 1, states are positive. */
export function randomBindings(graph: Graph, batch: number, seed: number): Bindings & { batch: number } {
  let site = 0;
  const fill = (leaves: readonly Node[], draw: (leaf: Node, site: number, index: number) => number) =>
    new Map<string, Tensor>(
      leaves.map((leaf) => {
        site++;
        const shape = shapeAt(leaf.type.shape, batch);
        const isFloat = leaf.type.dtype === "f32";
        const data = Float64Array.from({ length: elementsIn(shape) }, (_, index) =>
          // Numbers that float32 holds exactly, so that a run of the module starts from the same ones.
          isFloat ? Math.fround(draw(leaf, site, index)) : Math.floor(2 * uniform(seed, site, index)),
        );
        return [leaf.name!, { shape, data }];
      }),
    );
  const fanIn = ({ type }: Node) => (type.shape.length < 2 ? 1 : Number(type.shape[0]));
  return {
    batch,
    inputs: fill(
      graph.inputs.filter((leaf) => leaf.op.name === "input"),
      (_, site, index) => normal(seed, site, index),
    ),
    parameters: fill(graph.parameters, (leaf, site, index) => normal(seed, site, index) / Math.sqrt(fanIn(leaf))),
    states: fill(graph.states, (_, site, index) => 0.5 + uniform(seed, site, index)),
    arguments: {
      rate_scale: { shape: [], data: Float64Array.of(1) },
      seed: { shape: [], data: Float64Array.of(seed) },
    },
  };
}
