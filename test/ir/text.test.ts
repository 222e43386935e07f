/** The graph's text: printing and parsing are inverse, and bad text is told with its line. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Builder } from "../../compiler/ir/builder.ts";
import type { Graph } from "../../compiler/ir/graph.ts";
import { parseGraph } from "../../compiler/ir/parse.ts";
import { printGraph } from "../../compiler/ir/print.ts";
import { BATCH, f32 } from "../../compiler/ir/type.ts";
import { UserError } from "../../compiler/support/diagnostic.ts";
import { arbitraryGraph } from "./random-graph.ts";

const TRAIN = `graph digits train {
  image = input : f32[batch, 64]
  batch_size = argument : f32[]
  unread = parameter {initializer = "zeros", site = 1} : f32[3]
  hidden.weight = parameter {initializer = "glorot_uniform", limit = 0.27386127875258304, site = 0} : f32[64, 16]
  step = state {initial = 0, kind = "counter"} : i32[]
  %1 = matmul(image, hidden.weight) {transpose_a = false, transpose_b = false} : f32[batch, 16]
  hidden = relu(%1) : f32[batch, 16]
  hidden'1 = relu(hidden) : f32[batch, 16]
  %2 = reshape(hidden'1) {shape = [2*batch, 8]} : f32[2*batch, 8]
  %3 = reduce_sum(%2) {axes = [0, 1], keep_dims = false} : f32[]
  %4 = div(%3, batch_size) : f32[]
  %5 = constant {values = [1e-7, -0, NaN, -Infinity, 1e+21, 0.1]} : f32[6]
  loss loss = %4
  metric_sum "odd name" = %3
  metric_count "odd name" = batch_size
  metric_auc area = %5
  metric_macro_f1 mean = %5
  update hidden.weight = hidden.weight
  update unread = %5
  optimizer adam {beta1 = 0.9, learning_rate = 0.001}
  average ema {decay = 0.999}
}
`;

describe("printGraph and parseGraph", () => {
  test("give a text back", () => {
    expect(printGraph(parseGraph(TRAIN))).toBe(TRAIN);
  });

  test("keep what the text says", () => {
    const graph = parseGraph(TRAIN);
    expect(graph.entry).toBe("train");
    expect(graph.inputs.map((node) => node.name)).toEqual(["image", "batch_size"]);
    expect(graph.parameters.map((node) => node.name)).toEqual(["unread", "hidden.weight"]);
    expect(graph.states[0]!.attrs).toEqual({ initial: 0, kind: "counter" });
    expect(graph.outputs.map((output) => output.name)).toEqual(["loss", "odd name", "odd name", "area", "mean"]);
    expect(graph.updates[0]!.target).toBe(graph.parameters[1]);
    expect(graph.updates[1]!.value.attrs.values).toEqual([1e-7, -0, Number.NaN, -Infinity, 1e21, 0.1]);
    expect(graph.training?.optimizer?.attrs).toEqual({ beta1: 0.9, learning_rate: 0.001 });
    expect(graph.training?.average?.def.name).toBe("ema");
    const again = graph.outputs[0]!.node.operands[0]!.operands[0]!.operands[0]!;
    expect([again.name, again.operands[0]!.name, again.operands[0]!.operands[0]!.name]).toEqual([
      "hidden",
      "hidden",
      undefined,
    ]);
  });

  test("quote names that are no identifiers", () => {
    const b = new Builder();
    const x = b.leaf("input", "0.weird 'name' \"of\" ONNX\n", f32(BATCH, 2));
    const y = b.named(b.op("relu", [x]), "%1");
    const z = b.named(b.op("relu", [y]), "%1");
    const graph: Graph = {
      name: "a b",
      entry: "infer",
      inputs: [x],
      parameters: [],
      states: [],
      outputs: [{ name: "update", role: "output", node: b.named(b.op("relu", [z]), "output") }],
      updates: [],
    };
    const text = printGraph(graph);
    expect(text).toBe(`graph "a b" infer {
  "0.weird 'name' \\"of\\" ONNX\\n" = input : f32[batch, 2]
  "%1" = relu("0.weird 'name' \\"of\\" ONNX\\n") : f32[batch, 2]
  "%1"'1 = relu("%1") : f32[batch, 2]
  output = relu("%1"'1) : f32[batch, 2]
  output update = output
}
`);
    const parsed = parseGraph(text);
    expect(parsed.inputs[0]!.name).toBe(x.name);
    expect(parsed.outputs[0]!.node.operands[0]!.name).toBe("%1");
    expect(printGraph(parsed)).toBe(text);
  });

  test("are inverse on random graphs", () => {
    fc.assert(
      fc.property(fc.oneof(arbitraryGraph("model"), arbitraryGraph("infer"), arbitraryGraph("train")), (graph) => {
        const text = printGraph(graph);
        expect(printGraph(parseGraph(text))).toBe(text);
      }),
      { numRuns: 150 },
    );
  });

  test("comments and blanks are dropped", () => {
    const spaced = TRAIN.replaceAll("\n  ", "  // why\n\n    ").replaceAll(" = ", "=");
    expect(printGraph(parseGraph(`// a graph\n${spaced}`))).toBe(TRAIN);
  });
});

describe("parseGraph tells what is wrong and where", () => {
  const inGraph = (...lines: string[]) => ["graph g infer {", "x = input : f32[batch, 2]", ...lines, "}"].join("\n");

  test.each([
    ["", "line 1: expected graph, got the end of the text"],
    ["graph g later {}", "line 1: expected an entry (model, init, infer, evaluate, train, recalibrate), got later"],
    ["graph g infer {", "line 1: expected the name of a node, got the end of the text"],
    [inGraph("y = nonsense(x) : f32[batch, 2]"), "line 3: no op is called nonsense"],
    [inGraph("y = relu(z) : f32[batch, 2]"), "line 3: z is not defined above"],
    [inGraph("", "x = relu(x) : f32[batch, 2]"), "line 4: x is defined twice"],
    [inGraph("y = relu(x)"), "line 4: expected :, got }"],
    [inGraph("y = relu(x) : f64[2]"), "line 3: expected a dtype (f32, i32, u8, i8), got f64"],
    [inGraph("y = relu(x) : f32[rows]"), "line 3: expected a value, got rows"],
    [inGraph("y = relu(x) {a = b} : f32[2]"), "line 3: expected a value, got b"],
    [inGraph("optimizer ema {}"), "line 3: no optimizer is called ema"],
    [inGraph("average adam"), "line 3: no average is called adam"],
    [inGraph("y = ?"), 'line 3: unexpected character "?"'],
    [inGraph('"\\q" = relu(x) : f32[2]'), 'line 3: bad string "\\q"'],
    [`${inGraph()} graph`, "line 3: expected the end of the text, got graph"],
  ])("%j", (text, message) => {
    expect(() => parseGraph(text)).toThrow(new UserError(message));
  });

  test("never fails otherwise", () => {
    const pieces = TRAIN.split(/(\s+)/);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), (shuffled) => {
        try {
          parseGraph(`graph g infer {\n${shuffled.join("")}`);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          expect((error as UserError).message).toMatch(/^line \d+: /);
        }
      }),
    );
  });
});
