/** Small models for tests, built by the layers' own rules, without a model's text. */
import { Builder } from "../../compiler/ir/builder.ts";
import type { Graph, NamedValue } from "../../compiler/ir/graph.ts";
import type { Attrs, AttrValue, Node } from "../../compiler/ir/node.ts";
import { BATCH, f32, i32, type TensorType } from "../../compiler/ir/type.ts";
import type { LayerAttrs, LayerScope } from "../../compiler/ops/definition/layer.ts";
import { isError } from "../../compiler/ops/definition/signature.ts";
import { findEntry, findOp } from "../../compiler/ops/index.ts";

export interface ModelScope {
  readonly b: Builder;
  readonly input: (name: string, type: TensorType) => Node;
  readonly parameter: (name: string, type: TensorType, initializer?: string) => Node;
  /** Calls a layer; `component` names its parameters and its result. */
  readonly layer: (layer: string, component: string, operands: readonly Node[], attrs?: LayerAttrs) => Node;
  readonly dense: (component: string, x: Node, units: number, attrs?: LayerAttrs) => Node;
  readonly batchNorm: (component: string, x: Node, attrs?: LayerAttrs) => Node;
  readonly output: (name: string, node: Node) => void;
  readonly loss: (node: Node) => void;
  readonly metric: (name: string, operands: readonly Node[]) => void;
}

/** A model graph that trains with `optimizer` and, where named, an average. */
export function buildModel(
  build: (model: ModelScope) => void,
  { optimizer = "adam", average }: { optimizer?: string; average?: string } = {},
): Graph {
  const b = new Builder();
  const inputs: Node[] = [];
  const parameters: Node[] = [];
  const states: Node[] = [];
  const outputs: NamedValue[] = [];
  const input = (name: string, type: TensorType) => kept(inputs, b.leaf("input", name, type));
  const parameter = (name: string, type: TensorType, initializer = "zeros", attrs: Attrs = {}) => {
    const derived = findOp(initializer)!.initializer!(type.shape as number[], attrs);
    if (isError(derived)) throw new Error(derived.error);
    const leaf = b.leaf("parameter", name, type, { ...attrs, ...derived, initializer, site: parameters.length });
    return kept(parameters, leaf);
  };
  const counter = (name: string) =>
    states.find((state) => state.name === name) ??
    kept(states, b.leaf("state", name, i32(), { kind: "counter", initial: 0 }));
  const layer = (layerName: string, component: string, operands: readonly Node[], attrs: LayerAttrs = {}) => {
    const def = findEntry(layerName);
    if (def?.kind !== "layer") throw new Error(`${layerName} is no layer`);
    const scope: LayerScope = {
      b,
      parameter: (name, type, use) => parameter(`${component}.${name}`, type, use.op.name, use.attrs),
      state: (name, type, initial) =>
        kept(states, b.leaf("state", `${component}.${name}`, type, { kind: "statistic", initial })),
      step: () => counter("step"),
      random: () => ({ seed: counter("seed"), step: counter("step"), site: states.length }),
      initializer: (name) => ({ op: findOp(name)!, attrs: {} }),
    };
    const result = def.expand(scope, operands, { ...defaultsOf(def), ...attrs });
    if (isError(result)) throw new Error(result.error);
    if (!("op" in result)) throw new Error(`${layerName} gives several results`);
    return b.named(result, component);
  };
  build({
    b,
    input,
    parameter,
    layer,
    dense: (component, x, units, attrs = {}) => layer("dense", component, [x], { units, ...attrs }),
    batchNorm: (component, x, attrs = {}) => layer("batch_norm", component, [x], attrs),
    output: (name, node) => outputs.push({ name, role: "output", node }),
    loss: (node) => outputs.push({ name: "loss", role: "loss", node }),
    metric: (name, operands) => {
      const def = findEntry(name);
      const made = def?.kind === "metric" ? def.expand(b, operands, {}) : undefined;
      if (made === undefined || isError(made) || "kind" in made)
        throw new Error(`${name} is no metric of these operands`);
      outputs.push({ name, role: "metric_sum", node: made.sum }, { name, role: "metric_count", node: made.count });
    },
  });
  const training = { optimizer: useOf(optimizer, "optimizer"), ...(average && { average: useOf(average, "average") }) };
  return { name: "net", entry: "model", inputs, parameters, states, outputs, updates: [], training };
}

/** The seed's model in small: dense → relu → batch_norm → dense, softmax cross entropy, Adam, an average. */
export function seedNet({ norm = {}, classes = 3 }: { norm?: LayerAttrs; classes?: number } = {}): Graph {
  return buildModel(
    (m) => {
      const hidden = m.dense("hidden", m.input("image", f32(BATCH, 5)), 4, { activation: "relu" });
      const logits = m.dense("logits", m.batchNorm("normal", hidden, norm), classes);
      m.output("probabilities", m.b.named(m.b.op("softmax", [logits]), "probabilities"));
      const label = m.input("label", i32(BATCH));
      m.loss(m.layer("softmax_cross_entropy", "loss", [logits, label]));
      m.metric("accuracy", [logits, label]);
    },
    { average: "ema" },
  );
}

/** Blocks of dense → batch_norm → relu. */
export function deepNet(blocks: number): Graph {
  return buildModel((m) => {
    let x = m.input("x", f32(BATCH, 4));
    for (let i = 0; i < blocks; i++) {
      x = m.b.op("relu", [m.batchNorm(`block${i}.normal`, m.dense(`block${i}.dense`, x, 4))]);
    }
    m.output("y", x);
    m.loss(m.layer("mean_squared_error", "loss", [x, m.input("target", f32(BATCH, 4))]));
  });
}

function useOf<Kind extends "optimizer" | "average">(name: string, kind: Kind) {
  const def = findEntry(name);
  if (def?.kind !== kind) throw new Error(`${name} is no ${kind}`);
  const attrs: Record<string, AttrValue> = {};
  for (const [attr, value] of Object.entries(defaultsOf(def))) if (value !== undefined) attrs[attr] = value;
  return { def: def as Extract<typeof def, { kind: Kind }>, attrs };
}

function defaultsOf(def: { readonly attrs: readonly { readonly name: string; readonly default?: AttrValue }[] }) {
  return Object.fromEntries(def.attrs.map((attr) => [attr.name, attr.default]));
}

function kept(list: Node[], node: Node): Node {
  list.push(node);
  return node;
}
