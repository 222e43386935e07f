import { describe, expect, it, test } from "vitest";
import { Builder } from "../../compiler/ir/builder.ts";
import { normal } from "../../compiler/ir/philox.ts";
import { tensor } from "../../compiler/ir/tensor.ts";
import { formatType, productOf, shapeAt, sizeAt } from "../../compiler/ir/type.ts";
import type { OpDef } from "../../compiler/ops/definition/op.ts";
import { isError } from "../../compiler/ops/definition/signature.ts";
import { ENTRIES, findEntry, findOp, OPS, placeOf } from "../../compiler/ops/index.ts";
import { renderOperatorReference } from "../../compiler/ops/reference.ts";
import { EXAMPLE_BATCHES, exampleOperands, operandName } from "./example-data.ts";
import { centralDifferences, evaluateOne, expectClose, gradientNodes } from "./gradients.ts";

const examplesOf = (op: OpDef) =>
  op.examples.map((example, i) => ({ example, title: `${i}: ${example.types.map(formatType).join(", ")}` }));

/** Operands that are f32 and yet get no gradient by design. */
const UNDIFFERENTIATED = new Set(["softmax_cross_entropy.label"]);

describe("the table", () => {
  test("finds every definition by its name", () => {
    for (const op of OPS) expect(findOp(op.name)).toBe(op);
    for (const entry of ENTRIES) expect(findEntry(entry.name, placeOf(entry))).toBe(entry);
    expect(findOp("nothing")).toBeUndefined();
    expect(findEntry("broadcast")).toBeUndefined();
  });

  test("names each definition once, and each entry once where it belongs", () => {
    const names = [OPS.map(({ name }) => name), ENTRIES.map((entry) => `${placeOf(entry)} ${entry.name}`)];
    for (const list of names) expect(new Set(list).size).toBe(list.length);
  });

  test("finds by the place what has a name twice", () => {
    expect(findEntry("mean_squared_error")?.kind).toBe("layer");
    expect(findEntry("mean_squared_error", "metric")?.kind).toBe("metric");
    // What does not belong there is found all the same, for the message that says so.
    expect(findEntry("mean_squared_error", "optimizer")?.name).toBe("mean_squared_error");
    expect(findEntry("accuracy")?.kind).toBe("metric");
  });

  test.each([...OPS, ...ENTRIES].map((entry) => [entry.name, entry] as const))("%s is documented", (_, entry) => {
    for (const { doc } of [entry, ...entry.operands, ...entry.attrs]) expect(doc).not.toBe("");
    if (entry.kind === "op" && entry.lower.kind !== "leaf") expect(entry.examples).not.toHaveLength(0);
  });

  test("README.md is up to date", async () => {
    await expect(renderOperatorReference()).toMatchFileSnapshot("../../compiler/ops/README.md");
  });
});

describe.each(OPS.filter((op) => op.examples.length > 0).map((op) => [op.name, op] as const))("%s", (_, op) => {
  for (const { example, title } of examplesOf(op)) {
    const attrs = example.attrs ?? {};
    const b = new Builder();
    const leaves = example.types.map((type, i) => b.leaf("input", operandName(op, i), type));
    const named = (batch: number) => {
      const tensors = exampleOperands(example, batch, 1);
      return Object.fromEntries(leaves.map((leaf, i) => [leaf.name!, tensors[i]!]));
    };

    it.each(EXAMPLE_BATCHES)(`${title}: shape rule agrees with the values at batch %i`, (batch) => {
      const type = op.infer(example.types, attrs);
      if (isError(type)) throw new Error(type.error);
      const operands = exampleOperands(example, batch, 1);
      const value = op.evaluate({ operands, attrs, shape: shapeAt(type.shape, batch), batch });
      expect(value).toHaveLength(sizeAt(productOf(type.shape), batch));
      expect(Array.from(value).every(Number.isFinite)).toBe(true);
    });

    if (op.gradient === "none") continue;
    it.each(EXAMPLE_BATCHES)(`${title}: gradient agrees with differences at batch %i`, (batch) => {
      const y = b.op(op.name, leaves, attrs);
      const dyLeaf = b.leaf("input", "cotangent", y.type);
      const shape = shapeAt(y.type.shape, batch);
      const dy = tensor(
        shape,
        Array.from({ length: sizeAt(productOf(y.type.shape), batch) }, (_v, i) => normal(9, 9, i)),
      );
      const inputs = named(batch);
      for (const [i, gradient] of gradientNodes(b, y, dyLeaf, leaves).entries()) {
        const leaf = leaves[i]!;
        if (leaf.type.dtype !== "f32" || y.type.dtype !== "f32") {
          expect(gradient).toBeNull();
          continue;
        }
        if (UNDIFFERENTIATED.has(`${op.name}.${leaf.name}`)) continue;
        const expected = centralDifferences(y, dy, inputs, leaf.name!, batch);
        const got =
          gradient === null
            ? expected.data.map(() => 0)
            : evaluateOne(gradient, { ...inputs, cotangent: dy }, batch).data;
        expectClose(got, expected.data);
      }
    });
  }
});
