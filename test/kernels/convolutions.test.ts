/**
 * Convolutions one behind the other, whose images are stored where the next one wants them: in a border, and without where
 * others read them too. Against the interpreter at all levels, with tiles of every height.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { Builder } from "../../compiler/ir/builder.ts";
import { evaluateGraph } from "../../compiler/ir/evaluate.ts";
import type { Graph, NamedValue } from "../../compiler/ir/graph.ts";
import type { Node } from "../../compiler/ir/node.ts";
import { uniform } from "../../compiler/ir/philox.ts";
import { elementsIn, tensor } from "../../compiler/ir/tensor.ts";
import { BATCH, f32, shapeAt } from "../../compiler/ir/type.ts";
import { expectAgreement } from "./compare.ts";
import { buildModule, LEVELS, type RunningModule } from "./run-module.ts";

const b = new Builder();
const leaves: Node[] = [];
const input = (name: string, ...shape: Parameters<typeof f32>) => {
  const leaf = b.leaf("input", name, f32(...shape));
  leaves.push(leaf);
  return leaf;
};

function convolve(x: Node, size: readonly [number, number], outputs: number, attrs: object = {}): Node {
  const name = `w${leaves.length}`;
  const weight = input(name, ...size, x.type.shape[3]!, outputs);
  const padding = [size[0] >> 1, size[1] >> 1, (size[0] - 1) >> 1, (size[1] - 1) >> 1];
  const all = { strides: [1, 1], dilations: [1, 1], padding, groups: 1, ...attrs };
  return b.op("conv2d", [x, weight, input(`${name}.bias`, outputs)], all);
}

const x = input("x", BATCH, 7, 6, 3);
/** A product, Winograd's filtering and an element-wise kernel, each in front of a convolution that pads. */
const first = b.op("relu", [convolve(x, [5, 3], 20)]);
const halved = b.op("tanh", [convolve(first, [3, 3], 40, { strides: [2, 2] })]);
const wide = b.op("relu", [convolve(halved, [3, 3], 32)]);
const skipped = b.add(wide, convolve(halved, [1, 1], 32));
const normal = b.op("exp", [b.sub(skipped, b.op("reduce_max", [skipped], { axes: [3], keep_dims: true }))]);
const far = convolve(normal, [3, 3], 16, { dilations: [2, 2], padding: [2, 2, 2, 2] });
const near = convolve(normal, [2, 3], 5);
const graph: Graph = {
  name: "convolutions",
  entry: "infer",
  inputs: leaves,
  parameters: [],
  states: [],
  outputs: Object.entries({ far, near, wide }).map(([name, node]): NamedValue => ({ name, role: "output", node })),
  updates: [],
};

function inputsAt(batch: number) {
  return new Map(
    leaves.map((leaf, i) => {
      const shape = shapeAt(leaf.type.shape, batch);
      const numbers = Array.from({ length: elementsIn(shape) }, (_, k) => Math.fround(uniform(i + 1, 0, k) - 0.5));
      return [leaf.name!, tensor(shape, numbers)] as const;
    }),
  );
}

describe.each(LEVELS)("%s", (simd) => {
  let module: RunningModule;
  beforeAll(async () => {
    module = await buildModule([graph], { simd, maxBatch: 5 });
  });

  test.each([1, 5])("mean the same at batch %i", (batch) => {
    const bindings = { batch, inputs: inputsAt(batch) };
    expectAgreement(module.run("infer", bindings), evaluateGraph(graph, bindings), 2e-5);
  });

  test("images are stored in the borders of the convolutions behind", () => {
    // Only the two that read one value with borders of their own cannot both have it stored there.
    expect(module.source.match(/^ +zero_border\(/gm)).toHaveLength(3);
    expect(module.source.match(/^ +pad_image\(/gm)).toHaveLength(2);
  });
});
