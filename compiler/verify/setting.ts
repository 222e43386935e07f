/** A model → what its modules are compared with: values for every leaf, and what the interpreter makes of them. */
import { entriesOf, specialize } from "../3-passes/specialize.ts";
import { trainedParameters } from "../3-passes/training-states.ts";
import { batchStatisticsOfOneRow } from "../5-emit/make-manifest.ts";
import { type Bindings, type Evaluation, evaluateGraph } from "../ir/evaluate.ts";
import type { Graph, GraphEntry } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { tensor } from "../ir/tensor.ts";
import { UserError } from "../support/diagnostic.ts";
import { gradientState, recordGradients } from "./record-gradients.ts";
import { drawInputs, startingValues, type TensorMap, trainGraph } from "./valid-values.ts";
import { type Effort, effortFor } from "./work.ts";

/** An entry point's results, twice: see compare.ts. */
export interface ReferenceRun {
  readonly entry: GraphEntry;
  readonly bindings: Bindings;
  readonly exact: Evaluation;
  readonly rounded: Evaluation;
}

export interface Setting {
  readonly model: Graph;
  readonly seed: number;
  readonly effort: Effort;
  /** Of all parameters and states. */
  readonly values: TensorMap;
  readonly runs: readonly ReferenceRun[];
  readonly minTrainBatch: number;
  readonly training?: TrainingSetting;
}

/** For a model whose loss depends on parameters. */
export interface TrainingSetting {
  /** The model with the optimizer that records gradients, and its step. */
  readonly recording: Graph;
  readonly run: ReferenceRun;
  readonly loss: Node;
  readonly parameters: readonly Node[];
}

export interface SettingOptions {
  readonly seed: number;
  readonly batch?: number | undefined;
  readonly weights?: TensorMap | undefined;
}

/** Half a step: a factor of 1 would hide that it is forgotten. */
const RATE_SCALE = 0.5;
/** The steps before bring the optimizer under way and leave the parameters about where they are. */
const WARM_UP = { steps: 2, rateScale: 0.01 };

export function makeSetting(model: Graph, { seed, batch: given, weights }: SettingOptions): Setting {
  const train = entriesOf(model).includes("train") ? trainGraph(model) : undefined;
  const loss = train?.outputs.find(({ role }) => role === "loss")?.node;
  const parameters = train === undefined ? [] : trainedParameters(train);
  const effort = effortFor(train ?? specialize(model, "infer"), loss, parameters, given);
  const { batch } = effort;
  const smallest = batchStatisticsOfOneRow(model);
  const minTrainBatch = smallest === undefined ? 1 : 2;
  if (batch < minTrainBatch)
    throw new UserError(`a batch of ${batch} is too small: the batch norm ${smallest} trains on 2 or more`);

  const bind = (number: number, rateScale: number): Bindings => ({
    batch,
    inputs: drawInputs(model, batch, { seed, number }),
    arguments: { rate_scale: tensor([], [Math.fround(rateScale)]), seed: tensor([], [seed]) },
  });
  const batches = Array.from({ length: WARM_UP.steps }, (_, i) => bind(i + 1, WARM_UP.rateScale));
  const values = startingValues(model, { seed, weights, batches });
  const bindings: Bindings = { ...bind(0, RATE_SCALE), parameters: values, states: values };
  const run = (graph: Graph, own = bindings): ReferenceRun => ({
    entry: graph.entry,
    bindings: own,
    exact: evaluateGraph(graph, own),
    rounded: evaluateGraph(graph, own, { rounded: true }),
  });
  const runs = entriesOf(model).map((entry) => run(entry === "train" ? train! : specialize(model, entry)));
  const notes = [...effort.notes, ...notFinite(runs)];
  const shared = { model, seed, effort: { ...effort, notes }, values, runs, minTrainBatch };
  if (loss === undefined || parameters.length === 0) return shared;

  const recording = recordGradients(model);
  const states = new Map([
    ...values,
    ...parameters.map(({ name }) => [gradientState(name!), values.get(name!)!] as const),
  ]);
  return {
    ...shared,
    training: { recording, run: run(trainGraph(recording), { ...bindings, states }), loss, parameters },
  };
}

/** What random values take beyond all numbers is compared all the same, but tells little. */
function notFinite(runs: readonly ReferenceRun[]): string[] {
  const results = runs.flatMap(({ exact }) => [...exact.outputs]);
  const names = results.flatMap(([key, { data }]) => (data.every(Number.isFinite) ? [] : [key.replace(/^.*?:/, "")]));
  return [...new Set(names)].map((name) => `${name} is not finite on these values`);
}
