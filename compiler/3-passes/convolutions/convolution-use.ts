/** One convolution, or one of its gradients, as the rules that choose a kernel for it see it. Pairs are [height, width]. */
import type { Builder } from "../../ir/builder.ts";
import { type Graph, type GraphEntry, reachable } from "../../ir/graph.ts";
import type { Attrs, Node } from "../../ir/node.ts";
import { layerName } from "../layer-names.ts";
import type { PassSettings } from "../pass.ts";

type Pair = readonly [number, number];

export interface ConvolutionUse {
  readonly kind: "convolution" | "input gradient" | "weight gradient";
  /** Its operands, in the order of the op. */
  readonly operands: readonly Node[];
  /** Of the image without its padding, and of the result. */
  readonly input: Pair;
  readonly output: Pair;
  readonly kernel: Pair;
  readonly channels: number;
  readonly outputs: number;
  readonly strides: Pair;
  readonly dilations: Pair;
  /** Top, left, bottom, right; not negative. */
  readonly padding: readonly [number, number, number, number];
  readonly groups: number;
}

export interface ChoiceSettings extends PassSettings {
  readonly entry: GraphEntry;
}

export interface Choice {
  /** What stands for the node. */
  readonly value: Node;
  /** For the report, after the rule's name. */
  readonly because: string;
}

/** Why a rule is not taken that is for such convolutions. */
export interface Refusal {
  readonly value?: never;
  readonly because: string;
}

export interface ConvolutionRule {
  /** As the report says it: `direct`. */
  readonly name: string;
  /** Undefined where the rule is not for this one. */
  readonly choose: (use: ConvolutionUse, b: Builder, settings: ChoiceSettings) => Choice | Refusal | undefined;
}

const KINDS: Readonly<Record<string, ConvolutionUse["kind"]>> = {
  conv2d: "convolution",
  conv2d_input_gradient: "input gradient",
  conv2d_weight_gradient: "weight gradient",
};

/** Undefined for nodes that are no convolutions. */
export function useOf({ op, operands, attrs, type }: Node): ConvolutionUse | undefined {
  const kind = KINDS[op.name];
  if (kind === undefined) return undefined;
  const [first, second] = operands.map((operand) => operand.type.shape as readonly number[]);
  const [image, weight, result] =
    kind === "convolution"
      ? [first!, second!, type.shape as readonly number[]]
      : kind === "input gradient"
        ? [type.shape as readonly number[], second!, first!]
        : [first!, type.shape as readonly number[], second!];
  return {
    kind,
    operands,
    input: pair(image, 1),
    output: pair(result, 1),
    kernel: pair(weight, 0),
    channels: image[3]!,
    outputs: result[3]!,
    ...(attrs as Attrs & Pick<ConvolutionUse, "strides" | "dilations" | "padding" | "groups">),
  };
}

function pair(shape: readonly number[], from: number): Pair {
  return [shape[from]!, shape[from + 1]!];
}

/** The image with zeros around it, and between its pixels if steps are given; itself where none are needed. */
export function padded(b: Builder, image: Node, padding: readonly number[], steps: readonly number[] = [1, 1]): Node {
  if ([...padding, ...steps.map((step) => step - 1)].every((count) => count === 0)) return image;
  return b.op("pad_image", [image], { padding, steps });
}

/** What reports call convolutions. A weight gradient reads no weight: it belongs to the layer whose convolution has its x. */
export function convolutionLayers(graph: Graph): (node: Node) => string {
  const nodes = reachable(graph);
  const layers = new Map<Node, string>();
  const keyOf = (node: Node) => {
    const { kernel, strides, dilations, padding, groups, outputs } = useOf(node)!;
    return JSON.stringify([kernel, strides, dilations, padding, groups, outputs]);
  };
  const forward = new Map<Node, Node[]>();
  for (const node of nodes) {
    if (node.op.name !== "conv2d") continue;
    const x = node.operands[0]!;
    forward.set(x, [...(forward.get(x) ?? []), node]);
  }
  for (const node of nodes) {
    if (node.op.name !== "conv2d_weight_gradient") continue;
    const key = keyOf(node);
    const own = forward.get(node.operands[0]!)?.find((other) => keyOf(other) === key);
    if (own !== undefined) layers.set(node, layerName(own));
  }
  return (node) => layers.get(node) ?? layerName(node);
}
