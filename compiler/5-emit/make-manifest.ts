/** Plan and graphs → manifest: what a host needs to drive the module. */

import { type Buffer, leafBufferName, outputBufferName, type Plan } from "../4-plan/plan.ts";
import { type Graph, metricKind, type NamedValue, reachable } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { InternalError } from "../support/diagnostic.ts";
import { entryPointOf } from "./emit.ts";
import {
  ABI_VERSION,
  type EntryPoint,
  type Field,
  type InputField,
  type Manifest,
  type MetricField,
  type SimdLevel,
  type StateField,
} from "./manifest.ts";
import { packStates } from "./pack-states.ts";

export interface ManifestOptions {
  readonly compiler: string;
  readonly simd: SimdLevel;
  readonly weights: Manifest["weights"];
}

/** `model` is the graph before specialization, `graphs` the planned ones. */
export function makeManifest(model: Graph, graphs: readonly Graph[], plan: Plan, options: ManifestOptions): Manifest {
  const buffers = new Map(plan.buffers.map((buffer) => [buffer.name, buffer]));
  const place = (name: string): Buffer => {
    const buffer = buffers.get(name);
    if (buffer === undefined) throw new InternalError(`the plan has no buffer ${name}`);
    return buffer;
  };
  const field = (node: Node): Field => fieldOf(node.name!, place(leafBufferName(node.op.name, node.name!)));
  const results = graphs.flatMap((graph) => graph.outputs);
  const outputs = results.filter(({ role }) => role === "output");
  const loss = results.find(({ role }) => role === "loss");
  const leaves = (of: "parameters" | "states") => [
    ...new Map(graphs.flatMap((graph) => graph[of]).map((leaf) => [leaf.name!, leaf])).values(),
  ];
  const parameters = leaves("parameters").map(field);
  const smallest = batchStatisticsOfOneRow(model);
  return {
    abi: ABI_VERSION,
    compiler: options.compiler,
    model: model.name,
    simd: options.simd,
    ...(plan.threads > 1 ? { threads: plan.threads } : {}),
    maxBatch: plan.maxBatch,
    minTrainBatch: smallest === undefined ? 1 : 2,
    ...(smallest === undefined ? {} : { minTrainBatchBecause: smallest }),
    entryPoints: plan.entries.map(({ entry }) => entryPointOf(entry)),
    inputs: inputFields(model, graphs, field),
    outputs: outputs.map((output) => fieldOf(output.name, place(outputBufferName(output)))),
    ...(loss === undefined ? {} : { loss: { offset: place(outputBufferName(loss)).offset } }),
    metrics: metricFields(results, place),
    parameters,
    states: packStates(
      parameters,
      leaves("states").map((state) => stateField(state, field(state))),
    ),
    weights: options.weights,
    memoryBytes: plan.memoryBytes,
  };
}

/** The batch norm whose statistics one row would make meaningless. */
export function batchStatisticsOfOneRow(model: Graph): string | undefined {
  const trained = model.outputs.filter(({ role }) => role !== "output");
  const node = reachable({ outputs: trained, updates: [] }).find(({ op, attrs, type }) => {
    const leading = type.shape.slice(0, -1);
    const single = leading.every((dim) => (typeof dim === "number" ? dim === 1 : dim.batch === 1));
    return op.name === "batch_norm" && attrs.frozen !== true && single;
  });
  return node?.operands[3]?.name?.replace(/\.?running_mean$/, "");
}

function metricFields(results: readonly NamedValue[], place: (name: string) => Buffer): MetricField[] {
  const fields = results.flatMap((result): MetricField[] => {
    const { name, role } = result;
    const kind = metricKind(role);
    if (kind !== undefined) return [{ ...fieldOf(name, place(outputBufferName(result))), kind }];
    if (role !== "metric_sum") return [];
    return [{ name, sum: place(`metric_sum/${name}`).offset, count: place(`metric_count/${name}`).offset }];
  });
  // The evaluate and train graphs have the same.
  return [...new Map(fields.map((field) => [field.name, field])).values()];
}

function fieldOf(name: string, { type, offset, layout }: Buffer): Field {
  return { name, dtype: type.dtype, shape: type.shape, offset, layout };
}

function stateField(state: Node, field: Field): StateField {
  const { kind, initial } = state.attrs;
  return { ...field, kind: kind as StateField["kind"], ...(typeof initial === "number" ? { initial } : {}) };
}

function inputFields(model: Graph, graphs: readonly Graph[], field: (node: Node) => Field): InputField[] {
  const inputs = model.inputs.filter(
    ({ op, name }) => op.name === "input" && graphs.some(({ inputs }) => inputs.some((i) => i.name === name)),
  );
  const classes = classCounts(graphs);
  return inputs.map((input) => {
    const usedBy: EntryPoint[] = graphs.flatMap(({ entry, inputs }) =>
      entry !== "model" && inputs.some(({ name }) => name === input.name) ? [entryPointOf(entry)] : [],
    );
    const below = classes.get(input.name!);
    return { ...field(input), usedBy, ...(below === undefined ? {} : { below }) };
  });
}

/** Ops of scores f32[m, n] and labels, which may be class numbers below n. */
const LABELLED = new Set(["softmax_cross_entropy", "correct_predictions", "top_k_hits", "confusion_matrix"]);

/** Inputs that hold class numbers or indices, and how many there are of these at least. */
function classCounts(graphs: readonly Graph[]): Map<string, number> {
  const classes = new Map<string, number>();
  for (const node of graphs.flatMap((graph) => reachable(graph))) {
    const [first, second] = node.operands;
    const isOneHot = node.op.name === "one_hot";
    const isGather = node.op.name === "gather";
    if (!isOneHot && !isGather && !LABELLED.has(node.op.name)) continue;
    const input = behindViews(isOneHot ? first : second);
    const count = isOneHot ? node.attrs.classes : first!.type.shape.at(isGather ? 0 : -1);
    if (input?.op.name !== "input" || input.type.dtype !== "i32" || typeof count !== "number") continue;
    classes.set(input.name!, Math.min(classes.get(input.name!) ?? count, count));
  }
  return classes;
}

function behindViews(node: Node | undefined): Node | undefined {
  let current = node;
  while (current?.op.lower.kind === "view") current = current.operands[0];
  return current;
}
