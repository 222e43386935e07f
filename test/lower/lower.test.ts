import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { printGraph } from "../../compiler/ir/print.ts";
import { formatType } from "../../compiler/ir/type.ts";
import { bodyOf, codes, graphOf, lowerText } from "./lower-text.ts";

/** What the body binds to `y`, as lines of graph text without the leaves. */
function lines(statements: string, blocks = ""): string[] {
  const text = printGraph(bodyOf(statements, blocks));
  return text
    .split("\n")
    .filter((line) => line !== "" && !/= (input|parameter|state)\b|^graph|^}/.test(line))
    .map((line) => line.trim());
}

describe("a whole model", () => {
  test("the graph of the seed model", () => {
    const graph = graphOf(`
model mnist {
  input image: f32[batch, 784]
  hidden = dense(image, units: 128, activation: relu)
  normal = batch_norm(hidden, epsilon: 0.001)
  logits = dense(normal, units: 10)
  output probabilities = softmax(logits)
  train {
    input label: i32[batch]
    loss = softmax_cross_entropy(logits, label)
    metric accuracy = accuracy(logits, label)
    optimizer = adam(learning_rate: 0.01)
    average = ema
  }
}`);
    expect(printGraph(graph)).toMatchInlineSnapshot(`
      "graph mnist model {
        image = input : f32[batch, 784]
        label = input : i32[batch]
        batch_size = argument : f32[]
        hidden.weight = parameter {initializer = "glorot_uniform", limit = 0.08111071056538127, site = 0} : f32[784, 128]
        hidden.bias = parameter {initializer = "zeros", site = 1} : f32[128]
        normal.weight = parameter {initializer = "ones", site = 2} : f32[128]
        normal.bias = parameter {initializer = "zeros", site = 3} : f32[128]
        logits.weight = parameter {initializer = "glorot_uniform", limit = 0.20851441405707477, site = 4} : f32[128, 10]
        logits.bias = parameter {initializer = "zeros", site = 5} : f32[10]
        normal.running_mean = state {initial = 0, kind = "statistic"} : f32[128]
        normal.running_var = state {initial = 1, kind = "statistic"} : f32[128]
        %1 = matmul(image, hidden.weight) {transpose_a = false, transpose_b = false} : f32[batch, 128]
        %2 = add(%1, hidden.bias) : f32[batch, 128]
        hidden = relu(%2) : f32[batch, 128]
        normal = batch_norm(hidden, normal.weight, normal.bias, normal.running_mean, normal.running_var) {epsilon = 0.001, frozen = false, momentum = 0.99, unbiased_variance = false} : f32[batch, 128]
        %3 = matmul(normal, logits.weight) {transpose_a = false, transpose_b = false} : f32[batch, 10]
        logits = add(%3, logits.bias) : f32[batch, 10]
        probabilities = softmax(logits) : f32[batch, 10]
        %4 = softmax_cross_entropy(logits, label) : f32[batch]
        loss = reduce_mean(%4) {keep_dims = false} : f32[]
        %5 = correct_predictions(logits, label) : f32[]
        output probabilities = probabilities
        loss loss = loss
        metric_sum accuracy = %5
        metric_count accuracy = batch_size
        optimizer adam {accumulate = 1, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, learning_rate = 0.01, weight_decay = 0}
        average ema {decay = 0.999}
      }
      "
    `);
  });

  test("training holds the optimizer and average with all their attributes", () => {
    const { training } = graphOf(`
model m {
  input x: f32[batch, 4]
  output y = dense(x, units: 1)
  train {
    input t: f32[batch, 1]
    loss = mean_squared_error(y, t)
    optimizer = adam(learning_rate: 0.01)
  }
}`);
    expect(training?.optimizer?.def.name).toBe("adam");
    expect(training?.optimizer?.attrs).toEqual({
      learning_rate: 0.01,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      weight_decay: 0,
      accumulate: 1,
    });
    expect(training?.average).toBeUndefined();
  });
});

describe("tensors", () => {
  test("numbers broadcast as constants, from either side", () => {
    expect(lines("output y = 2 * x + 1")).toMatchInlineSnapshot(`
      [
        "%1 = constant {values = [2]} : f32[]",
        "%2 = mul(%1, x) : f32[batch, 8]",
        "%3 = constant {values = [1]} : f32[]",
        "y = add(%2, %3) : f32[batch, 8]",
        "output y = y",
      ]
    `);
  });

  test("shapes broadcast from the last dimension", () => {
    const graph = bodyOf("parameter w: f32[3, 1, 8] = ones\noutput y = reshape(x, shape: [batch, 1, 1, 8]) * w");
    expect(formatType(graph.outputs[0]!.node.type)).toBe("f32[batch, 3, 1, 8]");
  });

  test("minus and comparisons are ops on tensors", () => {
    expect(lines("output y = -x")).toMatchInlineSnapshot(`
      [
        "y = neg(x) : f32[batch, 8]",
        "output y = y",
      ]
    `);
    expect(lines("output y = where(x <= 2, x != x, 1 > x)")).toMatchInlineSnapshot(`
      [
        "%1 = constant {values = [2]} : f32[]",
        "%2 = less_equal(x, %1) : f32[batch, 8]",
        "%3 = not_equal(x, x) : f32[batch, 8]",
        "%4 = constant {values = [1]} : f32[]",
        "%5 = greater(%4, x) : f32[batch, 8]",
        "y = where(%2, %3, %5) : f32[batch, 8]",
        "output y = y",
      ]
    `);
  });

  test("operands may be named and given in any order", () => {
    expect(lines("a = relu(x)\noutput y = sub(b: x, a: a)")).toMatchInlineSnapshot(`
      [
        "a = relu(x) : f32[batch, 8]",
        "y = sub(a, x) : f32[batch, 8]",
        "output y = y",
      ]
    `);
  });

  test("attributes may follow the operands by position", () => {
    const graph = bodyOf("output y = dense(x, 3)");
    expect(formatType(graph.outputs[0]!.node.type)).toBe("f32[batch, 3]");
  });

  test("a value that is output under several names is one node", () => {
    const graph = bodyOf("a = relu(x)\noutput a\noutput b = a\noutput y = a + a");
    const [a, b, y] = graph.outputs.map((output) => output.node);
    expect(a).toBe(b);
    expect(y!.operands).toEqual([a, a]);
    expect(a!.name).toBe("a");
  });

  test("multiples of the batch", () => {
    const graph = bodyOf("k = 2\noutput y = reshape(x, shape: [k * batch * 2, 2])");
    expect(formatType(graph.outputs[0]!.node.type)).toBe("f32[4*batch, 2]");
  });

  test("constants", () => {
    const graph = bodyOf(`
      constant half = 1 / 2
      constant mean = [[1, 2, 3, 4, 5, 6, 7, 8]]
      constant zero: f32[8] = 0
      output y = dense((x - mean) * half + zero, units: 1 / half)
    `);
    expect(printGraph(graph)).toMatchInlineSnapshot(`
      "graph test model {
        x = input : f32[batch, 8]
        y.weight = parameter {initializer = "glorot_uniform", limit = 0.7745966692414834, site = 0} : f32[8, 2]
        y.bias = parameter {initializer = "zeros", site = 1} : f32[2]
        mean = constant {values = [1, 2, 3, 4, 5, 6, 7, 8]} : f32[1, 8]
        %1 = sub(x, mean) : f32[batch, 8]
        %2 = constant {values = [0.5]} : f32[]
        %3 = mul(%1, %2) : f32[batch, 8]
        zero = constant {values = [0]} : f32[8]
        %4 = add(%3, zero) : f32[batch, 8]
        %5 = matmul(%4, y.weight) {transpose_a = false, transpose_b = false} : f32[batch, 2]
        y = add(%5, y.bias) : f32[batch, 2]
        output y = y
      }
      "
    `);
  });
});

describe("compile time", () => {
  test("numbers are folded", () => {
    const graph = bodyOf(`
      n = 7 % 4 + 6 / 3 - -1          // 6
      even = n % 2 == 0 and not (n < 0 or n == 7)
      if even and n >= 6 {
        width = n
      } else {
        width = 1
      }
      output y = dense(x, units: width)
    `);
    expect(formatType(graph.outputs[0]!.node.type)).toBe("f32[batch, 6]");
  });

  test("the second side of and/or is only evaluated if needed", () => {
    expect(
      codes("model m {\n input x: f32[batch, 8]\n if false and 1 / 0 == 1 {\n x = relu(x)\n }\n output y = x\n}"),
    ).toEqual([]);
  });

  test("loops rebind what is outside and forget what is new", () => {
    expect(
      lines(`
        for i in 1..3 {
          t = x * i
          x = x + t
        }
        output y = x
      `),
    ).toMatchInlineSnapshot(`
      [
        "%1 = constant {values = [1]} : f32[]",
        ""1.t" = mul(x, %1) : f32[batch, 8]",
        ""1.x" = add(x, "1.t") : f32[batch, 8]",
        "%2 = constant {values = [2]} : f32[]",
        ""2.t" = mul("1.x", %2) : f32[batch, 8]",
        ""2.x" = add("1.x", "2.t") : f32[batch, 8]",
        "output y = "2.x"",
      ]
    `);
    expect(codes("model m {\n input x: f32[batch, 8]\n for i in 0..1 {\n t = x\n x = t\n }\n output y = t\n}")).toEqual(
      ["unknown-name"],
    );
  });

  test("if has no scope of its own; else if is checked in turn", () => {
    const blocks = `
block pick(x, kind) {
  if kind == relu {
    y = relu(x)
  } else if kind == "tanh" {
    y = tanh(x)
  } else {
    return x
  }
  return y
}
`;
    const graph = bodyOf("output a = pick(x, relu)\noutput b = pick(x, tanh)\noutput c = pick(x, none)", blocks);
    expect(graph.outputs.map((output) => output.node.op.name)).toEqual(["relu", "tanh", "input"]);
  });

  test("words pass through blocks; a tensor of a word's name is not in the way", () => {
    const graph = bodyOf(
      "relu = tanh(x)\na = layer(relu)\nb = layer(a, activation: tanh)\noutput y = dense(b, units: 2, activation: relu)",
      "block layer(x, activation = relu) {\n  return dense(x, units: 4, activation: activation)\n}",
    );
    const y = graph.outputs[0]!.node;
    expect(y.op.name).toBe("relu");
    expect(printGraph(graph)).toContain("= tanh(%");
  });

  test("a block has several results, defaults that use earlier arguments, and parameters of its own each time", () => {
    const cell = `
block cell(x, h, width = 8, scale = width / 2) {
  next = tanh(dense(x, units: width) + h) * scale
  return next, h
}
`;
    const graph = bodyOf("a, h = cell(x, x)\na, h = cell(a, h, scale: 3)\noutput y = a + h", cell);
    expect(graph.parameters.map((node) => node.name)).toEqual([
      "cell.dense.weight",
      "cell.dense.bias",
      "cell_1.dense.weight",
      "cell_1.dense.bias",
    ]);
    expect(lines("a, h = cell(x, x)\na, h = cell(a, h, scale: 3)\noutput y = a + h", cell)).toMatchInlineSnapshot(`
      [
        "%1 = matmul(x, cell.dense.weight) {transpose_a = false, transpose_b = false} : f32[batch, 8]",
        "%2 = add(%1, cell.dense.bias) : f32[batch, 8]",
        "%3 = add(%2, x) : f32[batch, 8]",
        "%4 = tanh(%3) : f32[batch, 8]",
        "%5 = constant {values = [4]} : f32[]",
        "cell.next = mul(%4, %5) : f32[batch, 8]",
        "%6 = matmul(cell.next, cell_1.dense.weight) {transpose_a = false, transpose_b = false} : f32[batch, 8]",
        "%7 = add(%6, cell_1.dense.bias) : f32[batch, 8]",
        "%8 = add(%7, x) : f32[batch, 8]",
        "%9 = tanh(%8) : f32[batch, 8]",
        "%10 = constant {values = [3]} : f32[]",
        "cell_1.next = mul(%9, %10) : f32[batch, 8]",
        "y = add(cell_1.next, x) : f32[batch, 8]",
        "output y = y",
      ]
    `);
  });

  test("initializers are values", () => {
    const graph = bodyOf("init = he_normal()\nh = dense(x, units: 4, weight_init: init)\noutput y = h");
    expect(graph.parameters[0]!.attrs.initializer).toBe("he_normal");
  });
});

describe("one cause, one error", () => {
  test("what depends on a mistake is silent, what doesn't is not", () => {
    const text = `model m {
      input x: f32[batch, 8]
      a = unknown(x)
      b = relu(a) + dense(a, units: 3)
      for i in 0..b {
        x = relu(x)
      }
      c = relu(x, x)
      output y = b
    }`;
    expect(codes(text)).toEqual(["unknown-operator", "unknown-argument"]);
  });

  test("a mistake in a block is reported once for all calls", () => {
    const text = `
block wrong(x) {
  return dense(x)
}
model m {
  input x: f32[batch, 8]
  for i in 0..5 {
    x = wrong(x)
  }
  output y = x
}`;
    expect(codes(text)).toEqual(["missing-argument"]);
  });

  test("names that a dropped statement would have bound are not called unknown", () => {
    const text =
      "model m {\n  input x: f32[batch, 8]\n  hidden = dense(x, units: )\n  output y = relu(hidden) + unbound\n}";
    const found = codes(text);
    expect(found.filter((code) => code === "unknown-name")).toHaveLength(1);
    expect(found).toHaveLength(2);
  });

  test("warnings leave the graph alone and wait until errors are gone", () => {
    const warned = lowerText("model m {\n input x: f32[batch, 8]\n z = relu(x)\n output y = x\n}");
    expect(warned.graph).toBeDefined();
    expect(warned.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([["unused-binding", "warning"]]);
    expect(codes("model m {\n input x: f32[batch, 8]\n z = relu(x)\n output y = w\n}")).toEqual(["unknown-name"]);
  });
});

test("the whole models of the language reference are right", () => {
  const text = readFileSync(new URL("../../docs/language.md", import.meta.url), "utf8");
  const models = [...text.matchAll(/^```\n([^`]*^model [^`]*)^```/gm)].map((match) => match[1]!);
  expect(models).toHaveLength(2);
  for (const model of models) expect(codes(model)).toEqual([]);
});
