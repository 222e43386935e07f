import { normal } from "../ir/philox.ts";
import { elementsIn } from "../ir/tensor.ts";
import { formatShape, i32 } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import { INITIALIZER_ATTRS, inferInitializer, initializerKernel, SEED } from "./initializer-rules.ts";

export const orthogonal = defineOp({
  name: "orthogonal",
  doc: "Initializer: the orthogonal factor of a matrix of normal numbers, times gain (Saxe, McClelland & Ganguli 2014). Its columns are orthonormal, or its rows where there are fewer of them. By Gram and Schmidt's method, each vector twice, so the triangular factor has a positive diagonal.",
  operands: [SEED],
  attrs: [
    ...INITIALIZER_ATTRS,
    {
      name: "gain",
      kind: "float",
      doc: "length of the columns or rows",
      default: 1,
      check: (value: number) => (value > 0 ? undefined : "must be greater than 0"),
    },
  ],
  infer: inferInitializer,
  evaluate: ({ operands: [seed], attrs, shape }) => {
    const columns = shape.at(-1)!;
    const rows = elementsIn(shape) / columns;
    const values = Float64Array.from({ length: rows * columns }, (_, i) =>
      normal(seed!.data[0]!, attrs.site as number, i),
    );
    orthonormalize(values, rows, columns);
    return values.map((value) => value * (attrs.gain as number));
  },
  gradient: "none",
  lower: initializerKernel("fill_orthogonal", (attrs) => [attrs.site as number, { f32: attrs.gain as number }]),
  initializer: (shape) =>
    shape.length === 2
      ? {}
      : {
          code: "bad-initializer",
          error: `orthogonal needs a parameter of rank 2, got ${formatShape(shape)}`,
          help: "normal() and uniform() fit any shape",
        },
  examples: [
    { types: [i32()], attrs: { shape: [21, 13], site: 0, gain: 1 }, data: ["seed"] },
    { types: [i32()], attrs: { shape: [5, 21], site: 7, gain: 0.5 }, data: ["seed"] },
  ],
});

/** Makes the columns orthonormal in place, or the rows where they are fewer. */
function orthonormalize(values: Float64Array, rows: number, columns: number): void {
  const byColumn = rows >= columns;
  const [vectors, length] = byColumn ? [columns, rows] : [rows, columns];
  const at = (vector: number, i: number) => (byColumn ? i * columns + vector : vector * columns + i);
  const dot = (p: number, q: number) => {
    let sum = 0;
    for (let i = 0; i < length; i++) sum += values[at(p, i)]! * values[at(q, i)]!;
    return sum;
  };
  for (let q = 0; q < vectors; q++) {
    // Once more takes away what rounding left.
    for (let p = 0; p < 2 * q; p++) {
      const share = dot(p % q, q);
      for (let i = 0; i < length; i++) values[at(q, i)]! -= share * values[at(p % q, i)]!;
    }
    const norm = Math.sqrt(dot(q, q));
    for (let i = 0; i < length; i++) values[at(q, i)]! /= norm;
  }
}
