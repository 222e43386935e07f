/** Fills the operands of an op's example: the same float32 values for the same seed, for every kind of test. */
import { normal, uniform } from "../../compiler/ir/philox.ts";
import { elementsIn, type Tensor, tensor } from "../../compiler/ir/tensor.ts";
import { shapeAt, type TensorType } from "../../compiler/ir/type.ts";
import type { Example, ExampleData, OpDef } from "../../compiler/ops/definition/op.ts";
import { operandSpec } from "../../compiler/ops/definition/signature.ts";

/** The batch sizes that tests of examples loop over: one row, and sizes on both sides of a vector's width. */
export const EXAMPLE_BATCHES = [1, 3, 8];

/** Normal numbers keep this distance from 0, where some gradients have a kink. */
const KINK = 0.1;

/** The operand's name; a variadic one has a number for each. */
export function operandName(op: OpDef, index: number): string {
  const { name, variadic } = operandSpec(op, index)!;
  return variadic === true ? `${name}${index}` : name;
}

export function exampleOperands(example: Example, batch: number, seed: number): Tensor[] {
  return example.types.map((type, operand) => {
    const shape = shapeAt(type.shape, batch);
    const data = example.data?.[operand] ?? "normal";
    const sizes = { classes: classesOf(example, batch), rows: rowsOf(example, batch) };
    return tensor(shape, fill(data, type, shape, { seed, site: operand, ...sizes }));
  });
}

interface Draw {
  readonly seed: number;
  readonly site: number;
  readonly classes: number;
  readonly rows: number;
}

function fill(data: ExampleData, type: TensorType, shape: readonly number[], draw: Draw): Float64Array {
  const { seed, site, classes, rows } = draw;
  const size = elementsIn(shape);
  const columns = shape.at(-1) ?? 1;
  const each = (value: (i: number) => number) => Float64Array.from({ length: size }, (_, i) => Math.fround(value(i)));
  const magnitude = (i: number) => Math.abs(normal(seed, site, i));
  switch (data) {
    case "normal":
      if (type.dtype === "f32") return each((i) => (normal(seed, site, i) < 0 ? -1 : 1) * (KINK + magnitude(i)));
      if (type.dtype === "u8") return each((i) => Math.floor(256 * uniform(seed, site, i)));
      return each((i) => Math.floor(256 * uniform(seed, site, i)) - 128);
    case "positive":
      return each((i) => 0.5 + magnitude(i));
    case "index":
      return each((i) => Math.floor(classes * uniform(seed, site, i)));
    case "row":
      return each((i) => Math.floor(rows * uniform(seed, site, i)));
    case "one_hot": {
      const hot = (row: number) => Math.floor(columns * uniform(seed, site, row));
      return each((i) => (hot(Math.floor(i / columns)) === i % columns ? 1 : 0));
    }
    case "probability": {
      const sum = (row: number) =>
        Array.from({ length: columns }, (_, column) => magnitude(row * columns + column)).reduce((a, b) => a + b);
      return each((i) => magnitude(i) / sum(Math.floor(i / columns)));
    }
    case "seed":
      return each(() => 42 + seed);
  }
}

function classesOf(example: Example, batch: number): number {
  const classes = example.attrs?.classes;
  if (typeof classes === "number") return classes;
  return shapeAt(example.types[0]!.shape, batch).at(-1) ?? 1;
}

function rowsOf(example: Example, batch: number): number {
  const rows = example.attrs?.rows;
  return typeof rows === "number" ? rows : (shapeAt(example.types[0]!.shape, batch)[0] ?? 1);
}
