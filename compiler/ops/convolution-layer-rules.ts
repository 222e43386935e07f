/** What the layers conv2d, depthwise_conv2d, conv1d and conv2d_transpose share: attributes, parameters, and the op's call. */
import type { Node } from "../ir/node.ts";
import { f32 } from "../ir/type.ts";
import { resultSize } from "./convolution-rules.ts";
import type { InitializerUse, LayerAttrs, LayerScope } from "./definition/layer.ts";
import { type AttrSpec, isError, type SignatureError } from "./definition/signature.ts";
import { standardizedWeight } from "./weight-rules.ts";
import { atLeastOne, type Padding, type Window } from "./window-rules.ts";

export const CHANNELS: AttrSpec = { name: "channels", kind: "int", doc: "channels of the result", check: atLeastOne };

export const KERNEL: AttrSpec = {
  name: "kernel",
  kind: "pair",
  doc: "size of the window: a number or [height, width]",
  check: atLeastOne,
};

export const GROUPS: AttrSpec = {
  name: "groups",
  kind: "int",
  doc: "how many parts the channels are cut into: each part of the result sees its own part of x",
  default: 1,
  check: atLeastOne,
};

export const LAYER_ATTRS: readonly AttrSpec[] = [
  { name: "activation", kind: "activation", doc: "an element-wise op applied to the sum", default: "none" },
  { name: "bias", kind: "bool", doc: "add a bias to each channel, which starts at 0", default: true },
  {
    name: "weight_init",
    kind: "initializer",
    doc: "how the weight starts; glorot_uniform() if left out",
    optional: true,
  },
];

/** The error of channels that do not come in so many groups. */
export function unevenGroups(
  name: string,
  channels: number,
  outputs: number,
  groups: number,
): SignatureError | undefined {
  if (channels % groups !== 0)
    return { error: `${name}: ${channels} channels cannot be cut into ${groups} groups`, attr: "groups" };
  if (outputs % groups !== 0)
    return { error: `${name}: ${outputs} channels of the result cannot come from ${groups} groups`, attr: "channels" };
  return undefined;
}

export interface Shared {
  readonly window: Window;
  readonly padding: Padding;
  readonly groups: number;
}

export function opAttrs({ window: { strides, dilations }, padding, groups }: Shared) {
  return { strides, dilations, padding, groups };
}

/** The parameter `weight`, standardised if that is asked for. */
export function weightOf(scope: LayerScope, attrs: LayerAttrs, shape: readonly number[], groups: number): Node {
  const initializer = (attrs.weight_init as InitializerUse | undefined) ?? scope.initializer("glorot_uniform");
  const weight = scope.parameter("weight", f32(...shape), initializer, groups);
  return attrs.weight_standardize === true ? standardizedWeight(scope.b, weight) : weight;
}

/** The parameter `bias`, where one is wanted. */
export function biasOf(scope: LayerScope, attrs: LayerAttrs, channels: number): readonly Node[] {
  return attrs.bias === true ? [scope.parameter("bias", f32(channels), scope.initializer("zeros"))] : [];
}

export function activate({ b }: LayerScope, { activation }: LayerAttrs, x: Node): Node {
  return activation === "none" ? x : b.op(activation as string, [x]);
}

/** A convolution of an image, with its parameters; `weightShape` is the window's in the model, such as [3] in one dimension. */
export function convolve(
  scope: LayerScope,
  name: string,
  x: Node,
  attrs: LayerAttrs,
  asked: Shared & { readonly channels: number; readonly weightShape: readonly number[] },
): Node | SignatureError {
  const { window, groups, channels } = asked;
  const [height, width, inputs] = x.type.shape.slice(1) as [number, number, number];
  const uneven = unevenGroups(name, inputs, channels, groups);
  if (uneven !== undefined) return uneven;
  const places = resultSize(name, [height, width], window.size, opAttrs(asked));
  if (isError(places)) return places;
  const weight = weightOf(scope, attrs, [...asked.weightShape, inputs / groups, channels], groups);
  const shaped = scope.b.reshape(weight, [...window.size, inputs / groups, channels]);
  return activate(scope, attrs, scope.b.op("conv2d", [x, shaped, ...biasOf(scope, attrs, channels)], opAttrs(asked)));
}
