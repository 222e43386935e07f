/** What the peers are told of a model is the same model: Inlay's modules against the bench's own forward pass. */
import { describe, expect, test } from "vitest";
import { assertClose } from "../../bench/check.ts";
import { type BenchModel, MODELS } from "../../bench/models.ts";
import { flatLayers, makeNetwork, randomNumbers } from "../../bench/network.ts";
import { onnxFile } from "../../bench/onnx.ts";
import { compileModel, inlayWeights } from "../../bench/prepare.ts";
import { referenceProbabilities } from "../../bench/reference.ts";
import { load } from "../../host/index.ts";

/** On images of an eighth of the size: the float64 pass is plain loops. */
function reduced({ name, text, network }: BenchModel): Pick<BenchModel, "name" | "text" | "network"> {
  if (network.image === undefined) return { name, text, network };
  const [height, width, channels] = network.image;
  const image = [height / 8, width / 8, channels] as const;
  const declared = (shape: readonly number[]) => `f32[batch, ${shape.join(", ")}]`;
  expect(text).toContain(declared(network.image));
  return { name, text: text.replace(declared(network.image), declared(image)), network: { ...network, image } };
}

describe.each(MODELS.map(reduced))("$name", ({ text, network: shape }) => {
  const { network, weights } = makeNetwork(shape);
  const rows = network.image === undefined ? 5 : 2;
  const random = randomNumbers(3);
  const image = Float32Array.from({ length: rows * network.inputs }, () => random.uniform());

  test("the folded network gives the probabilities of the compiled model", async () => {
    const tensors = inlayWeights(network.training, weights);
    const wasm = await compileModel(text, { inferOnly: true, maxBatch: 8, weights: tensors });
    const model = await load<{ probabilities: Float32Array }>(wasm as BufferSource);
    const got = [...model.predict({ image }).probabilities];
    expect(got).toHaveLength(rows * network.classes);
    // Rounding adds up over the layers of the deep ones.
    const tolerance = network.image === undefined ? 1e-5 : 1e-4;
    assertClose("Inlay", got, referenceProbabilities(network, weights, image), tolerance);
  });

  test("no batch norm is left in the folded network, and none is missing in the other", () => {
    const norms = (layers: readonly { readonly kind: string }[]) =>
      flatLayers(layers).filter(({ kind }) => kind === "batch_norm").length;
    expect(norms(network.folded)).toBe(0);
    expect(norms(network.training)).toBe(norms(shape.layers));
  });
});

describe("outputs that differ", () => {
  test("are an error with their place", () => {
    expect(() => assertClose("a peer", [1, 2, 3.1], [1, 2, 3], 1e-2)).toThrow(
      "a peer gives 3.1 at 2 where 3 is expected",
    );
    expect(() => assertClose("a peer", [1, Number.NaN], [1, 2], 1e-2)).toThrow("gives NaN at 1");
    expect(() => assertClose("a peer", [1], [1, 2], 1e-2)).toThrow("1 numbers where 2 are expected");
  });

  test("may differ by rounding", () => {
    assertClose("a peer", [1.000001, 1e-9], [1, 0], 1e-5);
  });
});

test("an ONNX file is fields of protocol buffers: model → graph → nodes and tensors", () => {
  const { network, weights } = makeNetwork({
    inputs: 200,
    learningRate: 0.1,
    layers: [{ kind: "dense", name: "a", units: 2, bias: true }, { kind: "relu" }],
  });
  const model = fields(onnxFile(network, weights));
  expect(model.map(([number]) => number)).toEqual([1, 7, 8]);
  const graph = fields(model[1]![1] as Uint8Array);
  const text = (bytes: unknown) => new TextDecoder().decode(bytes as Uint8Array);
  const nodes = graph.filter(([number]) => number === 1).map(([, node]) => fields(node as Uint8Array));
  expect(nodes.map((node) => text(node.find(([number]) => number === 4)![1]))).toEqual(["Gemm", "Relu", "Softmax"]);
  expect(nodes[0]!.filter(([number]) => number === 1).map(([, name]) => text(name))).toEqual([
    "image",
    "constant_0",
    "constant_1",
  ]);
  const tensor = fields(graph.find(([number]) => number === 5)![1] as Uint8Array);
  expect(tensor.slice(0, 3)).toEqual([
    [1, 200],
    [1, 2],
    [2, 1],
  ]);
  const data = tensor.find(([number]) => number === 9)![1] as Uint8Array;
  expect(new Float32Array(data.slice().buffer)).toEqual(weights.slice(0, 400));
});

test("an ONNX convolution has its channels first, in its weight and in the image", () => {
  const { network, weights } = makeNetwork({
    image: [4, 5, 2],
    learningRate: 0.1,
    layers: [
      { kind: "conv2d", name: "a", channels: 3, kernel: 1, stride: 1, padding: 0 },
      { kind: "global_average_pool" },
    ],
  });
  const graph = fields(fields(onnxFile(network, weights))[1]![1] as Uint8Array);
  const tensor = fields(graph.find(([number]) => number === 5)![1] as Uint8Array);
  expect(tensor.slice(0, 4)).toEqual([1, 3, 1, 1].map((_, i) => [1, [3, 2, 1, 1][i]]));
  const data = new Float32Array((tensor.find(([number]) => number === 9)![1] as Uint8Array).slice().buffer);
  expect([...data]).toEqual([0, 3, 1, 4, 2, 5].map((i) => weights[i]));
  const input = fields(graph.find(([number]) => number === 11)![1] as Uint8Array);
  const type = fields(fields(input[1]![1] as Uint8Array)[0]![1] as Uint8Array);
  const dims = fields(type[1]![1] as Uint8Array).map(([, dim]) => fields(dim as Uint8Array)[0]![1]);
  expect(dims.slice(1)).toEqual([2, 4, 5]);
});

/** Of one message: number and value of each field. */
function fields(bytes: Uint8Array): (readonly [number, number | Uint8Array])[] {
  const found: (readonly [number, number | Uint8Array])[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const value = varint();
    if ((tag & 7) === 0) found.push([tag >> 3, value]);
    else {
      found.push([tag >> 3, bytes.subarray(at, at + value)]);
      at += value;
    }
  }
  return found;
}
