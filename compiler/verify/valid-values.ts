/**
 * A model → random values that it may be given: inputs as the ops that read them want them (class numbers, one-hot rows,
 * probabilities, positive numbers), and parameters and states in the midst of training, so that no term is 0 or 1 by chance.
 */
import { differentiate } from "../3-passes/differentiate.ts";
import { entriesOf, prepareStates, specialize } from "../3-passes/specialize.ts";
import { bindWeights } from "../interchange/weights.ts";
import { type Bindings, evaluateGraph } from "../ir/evaluate.ts";
import { type Graph, reachable, STEP } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { normal, uniform } from "../ir/philox.ts";
import { elementsIn, type Tensor, tensor } from "../ir/tensor.ts";
import { type Shape, sameShape, shapeAt, type TensorType } from "../ir/type.ts";
import { rootMeanSquare } from "./compare.ts";

export type TensorMap = ReadonlyMap<string, Tensor>;

/** What an op wants of an operand, as its examples say it. */
interface Demand {
  readonly data: string;
  /** For class and row numbers: how many there are. */
  readonly count?: number;
}

/** The graph of the training step before all other passes. */
export function trainGraph(model: Graph): Graph {
  return differentiate.run(specialize(model, "train"), { did: () => {}, refused: () => {} });
}

export interface Draw {
  readonly seed: number;
  /** Batches of different numbers are different. */
  readonly number: number;
}

/** Values of all inputs of the model for one batch. */
export function drawInputs(model: Graph, batch: number, draw: Draw): Map<string, Tensor> {
  const demands = inputDemands(model);
  const inputs = model.inputs.filter(({ op }) => op.name === "input");
  return new Map(
    inputs.map(({ name, type }, index) => {
      const { data, count = Infinity } = demands.get(name!) ?? { data: "normal" };
      const shape = shapeAt(type.shape, batch);
      const site = 1000 * draw.number + index;
      return [name!, tensor(shape, fill(data, type, shape, count, { seed: draw.seed, site }))] as const;
    }),
  );
}

/** The first op that wants more of an input than any number; views between them change nothing. */
function inputDemands(model: Graph): Map<string, Demand> {
  const demands = new Map<string, Demand>();
  for (const node of entriesOf(model).flatMap((entry) => reachable(specialize(model, entry)))) {
    for (const [index, operand] of node.operands.entries()) {
      const input = behindViews(operand);
      const demand = input.op.name === "input" ? demandOf(node, index) : undefined;
      if (demand === undefined) continue;
      const before = demands.get(input.name!);
      const count = Math.min(before?.count ?? Infinity, demand.count ?? Infinity);
      demands.set(input.name!, { data: before?.data ?? demand.data, ...(count < Infinity ? { count } : {}) });
    }
  }
  return demands;
}

function behindViews(node: Node): Node {
  let current = node;
  while (current.op.lower.kind === "view") current = current.operands[0]!;
  return current;
}

function demandOf({ op, operands, attrs }: Node, index: number): Demand | undefined {
  const { dtype, shape } = operands[index]!.type;
  const alike = ({ dtype: other, shape: { length } }: TensorType) => other === dtype && length === shape.length;
  const data = op.examples
    .filter(({ types }) => types[index] !== undefined && alike(types[index]))
    .map((example) => example.data?.[index] ?? "normal")
    .find((kind) => kind !== "normal");
  if (data === undefined) return undefined;
  const table: Shape = operands[0]!.type.shape;
  const count = data === "row" ? (attrs.rows ?? table[0]) : (attrs.classes ?? table.at(-1));
  return { data, ...(["index", "row"].includes(data) && typeof count === "number" ? { count } : {}) };
}

/** How many kinds of whole numbers there are where nothing says it. */
const SMALL = 8;

function fill(
  data: string,
  { dtype }: TensorType,
  shape: readonly number[],
  count: number,
  { seed, site }: { readonly seed: number; readonly site: number },
): Float64Array {
  const size = elementsIn(shape);
  const columns = shape.at(-1) ?? 1;
  const each = (value: (i: number) => number) => Float64Array.from({ length: size }, (_, i) => Math.fround(value(i)));
  const whole = (kinds: number) => each((i) => Math.floor(kinds * uniform(seed, site, i)));
  if (dtype !== "f32") {
    if (Number.isFinite(count)) return whole(count);
    return dtype === "i32" ? whole(2) : dtype === "u8" ? whole(SMALL) : whole(SMALL).map((value) => value - SMALL / 2);
  }
  if (data === "positive") return each((i) => 0.5 + Math.abs(normal(seed, site, i)));
  if (data === "one_hot") {
    const hot = (row: number) => Math.floor(columns * uniform(seed, site, row));
    return each((i) => (hot(Math.floor(i / columns)) === i % columns ? 1 : 0));
  }
  if (data === "probability") {
    const weights = each((i) => 0.1 + uniform(seed, site, i));
    const sums = Array.from({ length: size / columns }, (_, row) =>
      weights.subarray(row * columns, (row + 1) * columns).reduce((a, b) => a + b),
    );
    return each((i) => weights[i]! / sums[Math.floor(i / columns)]!);
  }
  return each((i) => normal(seed, site, i));
}

export interface StartOptions {
  readonly seed: number;
  readonly weights?: TensorMap | undefined;
  /** Batches for the steps that bring optimizer and averages under way. */
  readonly batches: readonly Bindings[];
}

/**
 * Values of all parameters and states. Given weights stay as they are. Others start as `init` would, then move a little in
 * every element; a few steps, in float64 and small, then give the states of training values that belong together.
 */
export function startingValues(model: Graph, { seed, weights, batches }: StartOptions): TensorMap {
  const prepared = prepareStates(model);
  const trains = entriesOf(model).includes("train");
  let values: Map<string, Tensor>;
  if (weights !== undefined) {
    values = bindWeights(prepared, weights, { useAverage: false });
  } else {
    const { updates } = evaluateGraph(specialize(model, "init"), { batch: 1, arguments: { seed: tensor([], [seed]) } });
    values = shaken(prepared, updates, seed);
  }
  const train = trains ? trainGraph(model) : undefined;
  const given = new Set(weights?.keys());
  for (const batch of train === undefined ? [] : batches) {
    const { updates } = evaluateGraph(train!, { ...batch, parameters: values, states: values });
    // A model that diverges on noise stays where it was.
    for (const [name, value] of updates) {
      const next = rounded(value);
      if (!given.has(name) && next.data.every(Number.isFinite)) values.set(name, next);
    }
  }
  // Where gradients are accumulated the call that is compared must be one that moves the parameters.
  const every = (model.training?.optimizer?.attrs.accumulate as number | undefined) ?? 1;
  const step = values.get(STEP)?.data[0];
  if (step !== undefined) values.set(STEP, tensor([], [step + every - 1 - (step % every)]));
  return values;
}

/** Running variances stay positive, what counts the batches stays what it is, and a state of training stays what `init` makes it. */
function shaken({ parameters, states }: Graph, start: TensorMap, seed: number): Map<string, Tensor> {
  const values = new Map([...start].map(([name, value]) => [name, rounded(value)]));
  const leaves = [...parameters, ...states.filter(isShaken)];
  leaves.forEach(({ name, attrs }, site) => {
    const { shape, data } = values.get(name!)!;
    const scale = 0.2 * (rootMeanSquare(data) || 1);
    const isVariance = attrs.initial === 1;
    const moved = data.map((value, i) =>
      isVariance ? value * (0.5 + uniform(seed, 5000 + site, i)) : value + scale * normal(seed, 5000 + site, i),
    );
    values.set(name!, rounded({ shape, data: moved }));
  });
  for (const { name, attrs, type } of states) {
    const parameter = values.get(attrs.parameter as string);
    if (attrs.kind === "average" && parameter && sameShape(type.shape, parameter.shape)) values.set(name!, parameter);
  }
  return values;
}

/** Statistics a channel: those of rank 0 are counts. */
function isShaken({ attrs, type }: Node): boolean {
  return attrs.kind === "statistic" && type.shape.length > 0;
}

function rounded({ shape, data }: Tensor): Tensor {
  return { shape, data: data.map(Math.fround) };
}
