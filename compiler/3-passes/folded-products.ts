/**
 * The algebra of fold-batch-norm: products and convolutions whose weights and biases take in a normalisation,
 * x · factor + shift a channel with factor = scale / √(variance + epsilon) and shift = offset − mean · factor.
 */
import type { Builder } from "../ir/builder.ts";
import type { Node } from "../ir/node.ts";

/** A channel's factor. */
function factorOf(normal: Node, b: Builder): Node {
  const [, , variance, scale] = normal.operands as readonly [Node, Node, Node, Node, Node];
  const inverse = b.op("rsqrt", [b.add(variance, b.constant(normal.attrs.epsilon as number))]);
  return b.mul(inverse, scale);
}

/** A view that leaves the channels what they are. */
export function keepsChannels({ op, operands, type }: Node): boolean {
  return op.lower.kind === "view" && type.shape.at(-1) === operands[0]!.type.shape.at(-1);
}

/** The sums of a transposed convolution to which a bias is added; their op takes none. */
export function biasedSums({ op, operands }: Node): readonly [sums: Node, bias: Node] | undefined {
  if (op.name !== "add") return undefined;
  const at = operands.findIndex((operand) => operand.op.name === "conv2d_input_gradient");
  const bias = operands[1 - at];
  return at >= 0 && bias?.type.shape.length === 1 ? [operands[at]!, bias] : undefined;
}

/** The products that can take in what stands behind them, for all of their channels alike. */
export function takesFactors({ op, attrs }: Node): boolean {
  const { name } = op;
  return name === "matmul" || name === "conv2d" || (name === "conv2d_input_gradient" && attrs.groups === 1);
}

/** A batch_normalize of a product's value as that product with other weights. */
export function foldIntoProducer(normal: Node, b: Builder): Node {
  const [value, mean, , , offset] = normal.operands as readonly [Node, Node, Node, Node, Node];
  const factor = factorOf(normal, b);
  const moved = (bias: Node | undefined) => {
    const centred = bias === undefined ? b.mul(mean, b.constant(-1)) : b.sub(bias, mean);
    return b.add(b.mul(centred, factor), offset);
  };
  const fold = (node: Node): Node => {
    const sums = biasedSums(node);
    if (sums !== undefined) return b.add(scaled(sums[0]), moved(sums[1]));
    const [x, weight, initial] = node.operands as readonly [Node, Node, Node | undefined];
    if (keepsChannels(node)) return b.reshape(fold(x), node.type.shape);
    if (node.op.name === "conv2d_input_gradient") return b.add(scaled(node), moved(undefined));
    const perColumn = node.attrs.transpose_b === true ? asRows(factor, b) : factor;
    return b.op(node.op.name, [x, b.mul(weight, perColumn), moved(initial)], node.attrs);
  };
  // The image's channels, which this op gives, are the third axis of the weight.
  const scaled = ({ op, operands: [x, weight], attrs }: Node) =>
    b.op(op.name, [x!, b.mul(weight!, asRows(factor, b))], attrs);
  return fold(value);
}

/** A product or convolution of a normalised value as one of the value itself. */
export function foldIntoConsumer(node: Node, b: Builder): Node {
  const [normal, , initial] = node.operands as readonly [Node, Node, Node | undefined];
  const [x, mean, , , offset] = normal.operands as readonly [Node, Node, Node, Node, Node];
  const factor = factorOf(normal, b);
  const shift = b.sub(offset, b.mul(mean, factor));
  const [scaledWeight, moved] =
    node.op.name === "conv2d" ? throughConvolution(node, factor, shift, b) : throughProduct(node, factor, shift, b);
  return b.op(node.op.name, [x, scaledWeight, initial === undefined ? moved : b.add(moved, initial)], node.attrs);
}

type Folded = readonly [weight: Node, moved: Node];

function throughProduct({ operands: [, weight], attrs }: Node, factor: Node, shift: Node, b: Builder): Folded {
  const transposed = attrs.transpose_b === true;
  const row = b.op("matmul", [b.reshape(shift, [1, ...shift.type.shape]), weight!], { transpose_b: transposed });
  return [b.mul(weight!, transposed ? factor : asRows(factor, b)), b.reshape(row, row.type.shape.slice(1))];
}

/** Every place of the window adds the shift of its channel, if it is in the image. */
function throughConvolution({ operands: [, weight], attrs }: Node, factor: Node, shift: Node, b: Builder): Folded {
  const perInput = (values: Node) => b.mul(weight!, inGroups(values, weight!, attrs.groups as number, b));
  return [perInput(factor), b.op("reduce_sum", [perInput(shift)], { axes: [0, 1, 2], keep_dims: false })];
}

/** A value for each channel of an image, where the weight f32[height, width, channels / groups, outputs] meets that channel. */
function inGroups(values: Node, weight: Node, groups: number, b: Builder): Node {
  if (groups === 1) return asRows(values, b);
  const [channels, outputs] = weight.type.shape.slice(2) as [number, number];
  const byGroup = b.op("transpose", [b.reshape(values, [groups, channels])], { permutation: [1, 0] });
  const shape = [channels, groups, outputs / groups];
  return b.reshape(b.op("broadcast", [b.reshape(byGroup, [channels, groups, 1])], { shape }), [channels, outputs]);
}

/** f32[n] as f32[n, 1]. */
function asRows(vector: Node, b: Builder): Node {
  return b.reshape(vector, [...vector.type.shape, 1]);
}
