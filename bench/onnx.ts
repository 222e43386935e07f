/**
 * A network for inference → the bytes of an ONNX file: Gemm, Relu and Softmax nodes with a free batch size. Protocol
 * buffers need no library here: a field is a tag (number · 8 + wire type), then a varint, or a length and bytes.
 */
import type { Network, Slice } from "./network.ts";

const OPSET = 17;
const IR_VERSION = 8;
const FLOAT = 1;
const ATTRIBUTE_INT = 2;

export function onnxFile({ inputs, classes, folded }: Network, weights: Float32Array): Uint8Array {
  const nodes: Uint8Array[] = [];
  const initializers: Uint8Array[] = [];
  let value = "image";
  const initializer = (name: string, slice: Slice) => {
    const size = slice.shape.reduce((product, dim) => product * dim, 1);
    const data = weights.slice(slice.offset, slice.offset + size);
    initializers.push(
      message(
        ...slice.shape.map((dim) => varint(1, dim)),
        varint(2, FLOAT),
        text(8, name),
        bytes(9, new Uint8Array(data.buffer)),
      ),
    );
    return name;
  };
  const node = (op: string, operands: string[], result: string, ...attributes: Uint8Array[]) => {
    nodes.push(message(...operands.map((name) => text(1, name)), text(2, result), text(4, op), ...attributes));
    value = result;
  };
  folded.forEach((layer, index) => {
    const result = `value_${index}`;
    if (layer.kind === "relu") node("Relu", [value], result);
    else if (layer.kind === "dense") {
      const weight = initializer(`weight_${index}`, layer.weight);
      const bias = layer.bias === undefined ? [] : [initializer(`bias_${index}`, layer.bias)];
      node("Gemm", [value, weight, ...bias], result);
    } else throw new Error(`ONNX file: a ${layer.kind} is left in a folded network`);
  });
  const axis = message(text(1, "axis"), varint(3, 1), varint(20, ATTRIBUTE_INT));
  node("Softmax", [value], "probabilities", bytes(5, axis));
  const graph = message(
    ...nodes.map((item) => bytes(1, item)),
    text(2, "network"),
    ...initializers.map((item) => bytes(5, item)),
    bytes(11, valueInfo("image", inputs)),
    bytes(12, valueInfo("probabilities", classes)),
  );
  return message(varint(1, IR_VERSION), bytes(7, graph), bytes(8, message(text(1, ""), varint(2, OPSET))));
}

function valueInfo(name: string, columns: number): Uint8Array {
  const shape = message(bytes(1, message(text(2, "batch"))), bytes(1, message(varint(1, columns))));
  const tensor = message(varint(1, FLOAT), bytes(2, shape));
  return message(text(1, name), bytes(2, message(bytes(1, tensor))));
}

function message(...fields: Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(fields));
}

function varint(field: number, value: number): Uint8Array {
  return Uint8Array.of(...digits(field * 8), ...digits(value));
}

function text(field: number, value: string): Uint8Array {
  return bytes(field, new TextEncoder().encode(value));
}

function bytes(field: number, value: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(...digits(field * 8 + 2), ...digits(value.length)), value]);
}

/** Seven bits a byte, the lowest first. */
function digits(value: number): number[] {
  const result: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) result.push((value % 128) + 128);
  return [...result, value];
}
