import { describe, expect, test } from "vitest";
import { bodyOf, lowerText } from "./lower-text.ts";

const RESIDUAL = `
block residual(x, width, activation = relu) {
  h = dense(x, units: width, activation: activation)
  h = dense(h, units: width)
  return x + h
}
`;

function parameters(statements: string, blocks = ""): string[] {
  return bodyOf(statements, blocks).parameters.map((parameter) => parameter.name!);
}

describe("names of parameters", () => {
  test("a new binding names the layer", () => {
    expect(parameters("hidden = dense(x, units: 4)\noutput y = hidden")).toEqual(["hidden.weight", "hidden.bias"]);
  });

  test("an output names the layer", () => {
    expect(parameters("output y = dense(x, units: 4)")).toEqual(["y.weight", "y.bias"]);
  });

  test("a rebinding leaves the layer its own name, then numbers it", () => {
    const names = parameters(`
      x = dense(x, units: 8, bias: false)
      x = dense(x, units: 8, bias: false)
      x = dense(x, units: 8, bias: false)
      output y = x
    `);
    expect(names).toEqual(["dense.weight", "dense_1.weight", "dense_2.weight"]);
  });

  test("a call inside an expression has its own name", () => {
    expect(parameters("output y = relu(dense(x, units: 4, bias: false)) * 2")).toEqual(["dense.weight"]);
  });

  test("name: wins", () => {
    expect(parameters('output y = dense(x, units: 4, name: "head")')).toEqual(["head.weight", "head.bias"]);
  });

  test("a name in quotes that is taken is an error, a derived one moves on", () => {
    const derived = `
      fc = dense(x, units: 8, name: "h", bias: false)
      h = dense(fc, units: 8, bias: false)
      output y = h
    `;
    expect(parameters(derived)).toEqual(["h.weight", "h_1.weight"]);
    const text = `model m {
      input x: f32[batch, 8]
      h = dense(x, units: 8)
      output y = dense(h, units: 8, name: "h")
    }`;
    expect(lowerText(text).diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ["duplicate-name", "the name h is taken"],
    ]);
  });

  test("layers without parameters don't number those with", () => {
    const blocks = `
block double(x) {
  return x * 2
}
`;
    const names = parameters(
      `
      x = double(x)
      parameter double: f32[8] = ones
      output y = x * double
    `,
      blocks,
    );
    expect(names).toEqual(["double"]);
  });

  test("a block's call is a component", () => {
    const names = parameters("a = residual(x, 8)\nb = residual(a, 8)\noutput y = residual(b, width: 8)", RESIDUAL);
    expect(names.filter((name) => name.endsWith("weight"))).toEqual([
      "a.h.weight",
      "a.dense.weight",
      "b.h.weight",
      "b.dense.weight",
      "y.h.weight",
      "y.dense.weight",
    ]);
  });

  test("blocks in blocks and explicit names make paths", () => {
    const tower = `${RESIDUAL}
block tower(x) {
  x = residual(x, 8)
  return residual(x, 8, name: "last")
}
`;
    const names = parameters('output y = tower(x, name: "tower")', tower);
    expect(names.filter((name) => name.endsWith("weight"))).toEqual([
      "tower.residual.h.weight",
      "tower.residual.dense.weight",
      "tower.last.h.weight",
      "tower.last.dense.weight",
    ]);
  });

  test("a loop adds its index", () => {
    const names = parameters(
      `
      for i in 0..2 {
        fc = dense(x, units: 8, bias: false)
        x = dense(fc, units: 8, bias: false)
        for j in 1..2 {
          x = dense(x, units: 8, bias: false, name: "inner")
        }
      }
      for i in 0..1 {
        fc = dense(x, units: 8, bias: false)
        x = fc
      }
      output y = x
    `,
    );
    expect(names).toEqual([
      "0.fc.weight",
      "0.dense.weight",
      "0.1.inner.weight",
      "1.fc.weight",
      "1.dense.weight",
      "1.1.inner.weight",
      "0.fc_1.weight",
    ]);
  });

  test("parameter w is w, and its place in a block", () => {
    const blocks = `
block scaled(x) {
  parameter w: f32[8] = ones
  return x * w
}
`;
    expect(parameters("parameter w: f32[8] = ones\na = scaled(x)\noutput y = a + w", blocks)).toEqual(["w", "a.w"]);
  });

  test("running statistics are states", () => {
    const graph = bodyOf("normal = batch_norm(x)\noutput y = normal");
    expect(graph.parameters.map((node) => node.name)).toEqual(["normal.weight", "normal.bias"]);
    expect(graph.states.map(({ name, attrs }) => [name, attrs])).toEqual([
      ["normal.running_mean", { kind: "statistic", initial: 0 }],
      ["normal.running_var", { kind: "statistic", initial: 1 }],
    ]);
  });

  test("sites count the parameters; the initializer's attributes are derived", () => {
    const graph = bodyOf("h = dense(x, units: 4, weight_init: he_normal)\noutput y = h");
    expect(graph.parameters.map((node) => node.attrs)).toEqual([
      { initializer: "he_normal", site: 0, deviation: 0.5 },
      { initializer: "zeros", site: 1 },
    ]);
  });
});
