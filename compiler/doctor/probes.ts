/**
 * A model → the same model with results that the doctor reads after every training step:
 *
 *     y = batch_norm(x, …)         ──▶   probe y.input = x,  probe y.mean = batch_mean(x),  probe y.variance = …
 *     y = layer_norm(x, …)         ──▶   probe y.input = x,  probe y.variance = that of each row      group_norm, …
 *     h = relu(x)                  ──▶   probe h.greatest = the largest h of each unit
 *     h = sigmoid(x)               ──▶   probe h.input = x
 *     parameter w                  ──▶   probe w.gradient = Σ (∂loss/∂w)²                          in the train graph
 *
 * The passes merge these with what the step computes anyway, so that the step remains what it is, up to rounding.
 */
import { gradients } from "../3-passes/gradients.ts";
import { layerName } from "../3-passes/layer-names.ts";
import { trainedParameters } from "../3-passes/training-states.ts";
import { Builder } from "../ir/builder.ts";
import { type Graph, type NamedValue, reachable, usersOf } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { productOf, type Shape } from "../ir/type.ts";

export interface NormPoint {
  readonly layer: string;
  readonly kind: "batch_norm" | "layer_norm" | "rms_norm" | "group_norm" | "instance_norm";
  /** Columns: the channels of a batch norm. */
  readonly units: number;
  /** Values of a unit that share one statistic, for each row of the batch. */
  readonly valuesPerRow: number;
  readonly epsilon: number;
  /** What gives the values that are normalised. */
  readonly ahead: Node;
  /** Of a batch norm. */
  readonly running?: RunningStatistics;
}

export interface RunningStatistics {
  readonly mean: string;
  readonly variance: string;
  /** Weight of the old value; left out where it is none. */
  readonly momentum?: number;
  /** Their start has no weight in them after the first step. */
  readonly debiased: boolean;
  readonly frozen: boolean;
  /** Rows of a ghost batch. */
  readonly virtualBatch?: number;
}

export interface ActivationPoint {
  readonly layer: string;
  readonly op: "relu" | Saturating;
  readonly units: number;
  readonly node: Node;
}

/** Activations that are flat on both sides, and the input beyond which the slope is below 7 % of the steepest. */
export const SATURATED = { sigmoid: 4, tanh: 2, hard_sigmoid: 3 } as const;

export type Saturating = keyof typeof SATURATED;

export interface Points {
  readonly norms: readonly NormPoint[];
  readonly activations: readonly ActivationPoint[];
}

/** The compiler's option `probe`, and the points that it found once the compiler has run. */
export function newProbes(): { readonly points: Points; readonly probe: (graph: Graph) => Graph } {
  const probes = {
    points: { norms: [], activations: [] } as Points,
    probe(graph: Graph): Graph {
      if (graph.entry === "train") return withGradients(graph);
      const found = findPoints(graph);
      probes.points = found;
      return { ...graph, outputs: [...graph.outputs, ...found.probes] };
    },
  };
  return probes;
}

interface Found extends Points {
  readonly probes: readonly NamedValue[];
}

function findPoints(graph: Graph): Found {
  const b = new Builder();
  const trained = reachable({ outputs: graph.outputs.filter(({ role }) => role === "loss"), updates: [] });
  const nameOf = namer(graph);
  const results = new Set(graph.outputs.map(({ node }) => node));
  const probes: NamedValue[] = [];
  const add = (layer: string, what: string, node: Node) =>
    probes.push({ name: `${layer}.${what}`, role: "probe", node });
  const norms: NormPoint[] = [];
  const activations: ActivationPoint[] = [];
  for (const node of trained) {
    const norm = batchNorm(node) ?? rowNorm(node);
    if (norm !== undefined) {
      const { input, variance, ...point } = norm;
      const layer = nameOf(node, point.running?.mean.replace(/\.?running_mean$/, ""));
      add(layer, "input", input);
      if (point.kind === "batch_norm") add(layer, "mean", b.op("batch_mean", [input]));
      add(layer, "variance", variance ?? b.op("batch_variance", [input, probes.at(-1)!.node]));
      norms.push({ layer, ...point });
    } else if ((node.op.name === "relu" || node.op.name in SATURATED) && !results.has(node)) {
      const units = unitsOf(node.type.shape);
      if (units === undefined) continue;
      const layer = nameOf(node);
      const axes = node.type.shape.slice(0, -1).map((_, axis) => axis);
      if (node.op.name === "relu") add(layer, "greatest", b.op("reduce_max", [node], { axes, keep_dims: false }));
      else add(layer, "input", node.operands[0]!);
      activations.push({ layer, op: node.op.name as ActivationPoint["op"], units, node });
    }
  }
  return { norms, activations, probes };
}

type Norm = Omit<NormPoint, "layer"> & { readonly input: Node; readonly variance?: Node };

function batchNorm({ op, operands, attrs }: Node): Norm | undefined {
  if (op.name !== "batch_norm") return undefined;
  const [input, , , mean, variance] = operands as [Node, Node, Node, Node, Node];
  const { momentum, zero_debias, frozen, virtual_batch_size: ghost, epsilon } = attrs;
  const per = productOf(input.type.shape.slice(0, -1));
  return {
    kind: "batch_norm",
    units: unitsOf(input.type.shape)!,
    valuesPerRow: typeof per === "number" ? 0 : per.batch,
    epsilon: epsilon as number,
    ahead: input,
    input,
    running: {
      mean: mean.name!,
      variance: variance.name!,
      ...(typeof momentum === "number" ? { momentum } : {}),
      debiased: momentum === "none" || zero_debias === true,
      frozen: frozen === true,
      ...(typeof ghost === "number" && ghost > 0 ? { virtualBatch: ghost } : {}),
    },
  };
}

/** A norm whose statistics do not depend on other examples; lowering has made one op of all of them. */
function rowNorm({ op, operands, attrs }: Node): Norm | undefined {
  const { axes, groups, centred, epsilon } = attrs;
  if (op.name !== "batch_normalize" || attrs.batch_statistics !== true || !Array.isArray(axes)) return undefined;
  const [input, , variance] = operands as [Node, Node, Node];
  const units = unitsOf(input.type.shape);
  if (units === undefined) return undefined;
  const ofColumns = axes.includes(input.type.shape.length - 1);
  const kind = ofColumns ? (centred === false ? "rms_norm" : "layer_norm") : groups ? "group_norm" : "instance_norm";
  return { kind, units, valuesPerRow: 0, epsilon: epsilon as number, ahead: input, input, variance };
}

/** Columns of a tensor of rank 2 or more. */
function unitsOf(shape: Shape): number | undefined {
  const last = shape.at(-1);
  return shape.length >= 2 && typeof last === "number" ? last : undefined;
}

/** Names of layers, each once: the value's own or the one that it goes into. */
function namer(graph: Graph): (node: Node, own?: string) => string {
  const users = usersOf(reachable(graph));
  const taken = new Set<string>();
  const findName = (start: Node): string => {
    const met = new Set([start]);
    for (const node of met) {
      if (node.name !== undefined) return node.name;
      for (const user of users.get(node) ?? []) met.add(user);
    }
    return start.op.name;
  };
  return (node, own = findName(node)) => {
    const names = [own || node.op.name, `${own} (${layerAhead(node)})`];
    let name = names.find((candidate) => !taken.has(candidate)) ?? names[1]!;
    for (let i = 2; taken.has(name); i++) name = `${own} (${i})`;
    taken.add(name);
    return name;
  };
}

/** The layer of the nearest parameter or state that a value depends on; values of one name differ by it. */
function layerAhead(start: Node): string {
  const met = new Set([start]);
  for (const node of met) {
    const layer = layerName(node);
    if (node.operands.some(({ name }) => name?.startsWith(`${layer}.`))) return layer;
    for (const operand of node.operands) met.add(operand);
  }
  return start.op.name;
}

/** The parameters whose gradients the train graph's probes tell, as the optimizer's clipping finds them. */
function withGradients(graph: Graph): Graph {
  const b = new Builder();
  const trained = trainedParameters(graph);
  const loss = graph.outputs.find(({ role }) => role === "loss")!.node;
  const probes = gradients(b, loss, trained).flatMap((gradient, i): NamedValue[] => {
    if (gradient === undefined) return [];
    const node = b.op("reduce_sum", [b.mul(gradient, gradient)]);
    return [{ name: `${trained[i]!.name}.gradient`, role: "probe", node }];
  });
  return { ...graph, outputs: [...graph.outputs, ...probes] };
}
