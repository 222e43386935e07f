/**
 * Weights are known: replaces every largest expression over parameters and states by one new parameter that holds its value.
 *
 *     %1 = rsqrt(add(normal.running_var, 1e-5))
 *     %2 = mul(logits.weight, %1)                 ──▶   y = matmul(x, logits.weight.folded)
 *     y = matmul(x, %2)
 *
 * The expressions are evaluated in float64; whoever stores the values rounds them, once. The new parameter is called after
 * the first parameter of its shape that the expression reads.
 */
import { Builder } from "../ir/builder.ts";
import { evaluateNodes } from "../ir/evaluate.ts";
import { type Graph, reachable, topological } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { elementsIn, type Tensor } from "../ir/tensor.ts";
import { sameShape } from "../ir/type.ts";
import { constantExpressions } from "./constant-expressions.ts";
import { rewrite } from "./rewrite.ts";

export interface FrozenGraph {
  readonly graph: Graph;
  /** Of every parameter and state that the graph lists, by name. */
  readonly values: ReadonlyMap<string, Tensor>;
}

/** `values` are those of the graph's parameters and states; without them all parameters of the result are zero. */
export function freezeParameters(graph: Graph, values: ReadonlyMap<string, Tensor> | undefined): FrozenGraph {
  const expressions = constantExpressions(graph);
  const frozen = new Map<Node, Node>();
  const taken = new Set([...graph.inputs, ...graph.parameters, ...graph.states].map((leaf) => leaf.name!));
  const b = new Builder();
  for (const expression of expressions) {
    const name = freshName(expression, taken);
    taken.add(name);
    b.span = expression.span;
    frozen.set(expression, b.leaf("parameter", name, expression.type));
  }
  const rewritten = rewrite(graph, (node, _, original) => frozen.get(original) ?? node);
  const read = new Set(reachable(rewritten));
  const parameters = [...graph.parameters, ...frozen.values()].filter((leaf) => read.has(leaf));
  const states = graph.states.filter((leaf) => read.has(leaf));

  const sources = new Map([...frozen].map(([expression, leaf]) => [leaf, expression]));
  const sourceOf = (leaf: Node) => sources.get(leaf) ?? leaf;
  const leaves = [...parameters, ...states];
  const computed = values && evaluateNodes(leaves.map(sourceOf), { batch: 1, parameters: values, states: values });
  const result = new Map(leaves.map((leaf) => [leaf.name!, computed?.get(sourceOf(leaf)) ?? zeros(leaf)]));
  return { graph: { ...rewritten, parameters, states }, values: result };
}

function freshName(expression: Node, taken: ReadonlySet<string>): string {
  const leaves = topological([expression]).filter(({ op }) => op.name === "parameter" || op.name === "state");
  const source = leaves.find((leaf) => sameShape(leaf.type.shape, expression.type.shape)) ?? leaves[0];
  const base = `${source?.name ?? expression.name ?? "constant"}.folded`;
  for (let suffix = 0; ; suffix++) {
    const name = suffix === 0 ? base : `${base}_${suffix}`;
    if (!taken.has(name)) return name;
  }
}

function zeros({ type }: Node): Tensor {
  const shape = type.shape as readonly number[];
  return { shape, data: new Float64Array(elementsIn(shape)) };
}
