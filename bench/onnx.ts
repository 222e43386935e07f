/** A network for inference → the bytes of an ONNX file, with a free batch size. Images are [batch, channels, height, width] there. */
import { type Convolution, type Layer, type Network, type Slice, sizeOf } from "./network.ts";
import { bytes, message, text, varint } from "./protocol-buffers.ts";

const OPSET = 17;
const IR_VERSION = 8;
const FLOAT = 1;
const INT64 = 7;
const ATTRIBUTE = { int: 2, ints: 7 } as const;

export function onnxFile(network: Network, weights: Float32Array): Uint8Array {
  const writer = new GraphWriter(weights);
  const logits = writer.layers(network.folded, "image");
  writer.node("Softmax", [logits], [intAttribute("axis", 1)], "probabilities");
  const { image, inputs, classes } = network;
  const columns = image === undefined ? [inputs] : [image[2], image[0], image[1]];
  const graph = message(
    ...writer.nodes.map((item) => bytes(1, item)),
    text(2, "network"),
    ...writer.initializers.map((item) => bytes(5, item)),
    bytes(11, valueInfo("image", columns)),
    bytes(12, valueInfo("probabilities", [classes])),
  );
  return message(varint(1, IR_VERSION), bytes(7, graph), bytes(8, message(text(1, ""), varint(2, OPSET))));
}

class GraphWriter {
  readonly nodes: Uint8Array[] = [];
  readonly initializers: Uint8Array[] = [];
  readonly #weights: Float32Array;
  #values = 0;

  constructor(weights: Float32Array) {
    this.#weights = weights;
  }

  /** The name of the result. */
  layers(layers: readonly Layer[], first: string): string {
    return layers.reduce((value, layer) => this.#layer(layer, value), first);
  }

  node(op: string, operands: readonly string[], attributes: readonly Uint8Array[] = [], name?: string): string {
    const result = name ?? this.#name("value");
    const fields = operands.map((operand) => text(1, operand));
    this.nodes.push(message(...fields, text(2, result), text(4, op), ...attributes.map((item) => bytes(5, item))));
    return result;
  }

  #layer(layer: Layer, value: string): string {
    switch (layer.kind) {
      case "relu":
        if (layer.limit === undefined) return this.node("Relu", [value]);
        return this.node("Clip", [value, this.#scalar(0), this.#scalar(layer.limit)]);
      case "dense":
        return this.node("Gemm", [value, this.#slice(layer.weight), ...this.#bias(layer)]);
      case "conv2d":
        return this.#convolution(layer, value);
      case "subsample": {
        const stride = intsAttribute("strides", [layer.stride, layer.stride]);
        const kept = this.node("MaxPool", [value], [intsAttribute("kernel_shape", [1, 1]), stride]);
        const behind = BigInt64Array.of(0n, 0n, 0n, 0n, 0n, BigInt(layer.added), 0n, 0n);
        return this.node("Pad", [kept, this.#initializer(behind, INT64, [8])]);
      }
      case "global_average_pool":
        return this.node("Flatten", [this.node("GlobalAveragePool", [value])]);
      case "residual":
        return this.node("Add", [this.layers(layer.body, value), this.layers(layer.shortcut, value)]);
      case "batch_norm":
        throw new Error("ONNX file: a batch_norm is left in a folded network");
    }
  }

  #convolution(layer: Convolution, value: string): string {
    const { weight, stride, padding, groups } = layer;
    const [kernel, , depth, features] = weight.shape as [number, number, number, number];
    const from = this.#weights.subarray(weight.offset, weight.offset + sizeOf(weight.shape));
    const windows = kernel * kernel;
    const data = from.map((_, i) => {
      const [feature, channel] = [Math.floor(i / windows / depth), Math.floor(i / windows) % depth];
      return from[((i % windows) * depth + channel) * features + feature]!;
    });
    const swapped = this.#initializer(data, FLOAT, [features, depth, kernel, kernel]);
    return this.node(
      "Conv",
      [value, swapped, ...this.#bias(layer)],
      [
        intsAttribute("kernel_shape", [kernel, kernel]),
        intsAttribute("strides", [stride, stride]),
        intsAttribute("pads", [padding, padding, padding, padding]),
        intAttribute("group", groups),
      ],
    );
  }

  #bias({ bias }: { readonly bias?: Slice }): string[] {
    return bias === undefined ? [] : [this.#slice(bias)];
  }

  #slice({ offset, shape }: Slice): string {
    return this.#initializer(this.#weights.slice(offset, offset + sizeOf(shape)), FLOAT, shape);
  }

  #scalar(value: number): string {
    return this.#initializer(Float32Array.of(value), FLOAT, []);
  }

  #initializer(data: Float32Array | BigInt64Array, type: number, shape: readonly number[]): string {
    const name = this.#name("constant");
    const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const dims = shape.map((dim) => varint(1, dim));
    this.initializers.push(message(...dims, varint(2, type), text(8, name), bytes(9, raw)));
    return name;
  }

  #name(kind: string): string {
    return `${kind}_${this.#values++}`;
  }
}

function intAttribute(name: string, value: number): Uint8Array {
  return message(text(1, name), varint(3, value), varint(20, ATTRIBUTE.int));
}

function intsAttribute(name: string, values: readonly number[]): Uint8Array {
  return message(text(1, name), ...values.map((value) => varint(8, value)), varint(20, ATTRIBUTE.ints));
}

function valueInfo(name: string, columns: readonly number[]): Uint8Array {
  const dims = [text(2, "batch"), ...columns.map((size) => varint(1, size))];
  const tensor = message(varint(1, FLOAT), bytes(2, message(...dims.map((dim) => bytes(1, message(dim))))));
  return message(text(1, name), bytes(2, message(bytes(1, tensor))));
}
