/** What the peers are told of a model is the same model: Inlay's modules against the bench's own forward pass. */
import { describe, expect, test } from "vitest";
import { assertClose, referenceProbabilities } from "../../bench/check.ts";
import { MODELS } from "../../bench/models.ts";
import { makeNetwork, randomNumbers } from "../../bench/network.ts";
import { onnxFile } from "../../bench/onnx.ts";
import { compileModel, inlayWeights } from "../../bench/prepare.ts";
import { load } from "../../host/index.ts";

describe.each(MODELS)("$name", ({ text, network: shape }) => {
  const { network, weights } = makeNetwork(shape);
  const random = randomNumbers(3);
  const image = Float32Array.from({ length: 5 * network.inputs }, () => random.uniform());

  test("the folded network gives the probabilities of the compiled model", async () => {
    const tensors = inlayWeights(network.training, weights);
    const wasm = await compileModel(text, { inferOnly: true, maxBatch: 8, weights: tensors });
    const model = await load<{ probabilities: Float32Array }>(wasm as BufferSource);
    const got = [...model.predict({ image }).probabilities];
    expect(got).toHaveLength(5 * network.classes);
    assertClose("Inlay", got, referenceProbabilities(network, weights, image), 1e-5);
  });

  test("no batch norm is left in the folded network, and none is missing in the other", () => {
    const norms = (layers: typeof network.training) => layers.filter(({ kind }) => kind === "batch_norm").length;
    expect(norms(network.folded)).toBe(0);
    expect(norms(network.training)).toBe(shape.layers.filter(({ kind }) => kind === "batch_norm").length);
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
    "weight_0",
    "bias_0",
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
