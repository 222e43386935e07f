import { BATCH, type Dim, f32, formatType, isStatic, type TensorType } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import type { WinogradSizes } from "./definition/lowering.ts";
import { notF32 } from "./rules.ts";
import { IMAGE, PRODUCTS, RESULT, reachOf, TILE, tilesAlong, transformTile } from "./winograd-rules.ts";

function sizesOf([x]: readonly TensorType[], attrs: Readonly<Record<string, unknown>>): WinogradSizes {
  const [images, height, width, channels] = x!.shape as readonly [Dim, number, number, number];
  return { images, image: [height, width], channels, places: attrs.places as readonly [number, number] };
}

export const winogradConv2d = defineOp({
  name: "winograd_conv2d",
  doc: "Convolution with windows of 3 × 3 at every place, by Winograd's filtering: `Aᵀ[(G w Gᵀ) ⊙ (Bᵀ x B)]A` for each tile of 4 × 4 results.",
  operands: [
    { name: "x", doc: "f32[batch, height, width, c]: with padding, as far as tiles reach" },
    { name: "weights", doc: "f32[36, c, o]: of `winograd_weights`" },
  ],
  attrs: [{ name: "places", kind: "numbers", doc: "[height, width] of the result" }],
  infer: (types, attrs) => {
    const wrong = notF32("winograd_conv2d", types);
    if (wrong !== undefined) return wrong;
    const [x, weights] = types.map(({ shape }) => shape) as [readonly Dim[], readonly Dim[]];
    const places = attrs.places as readonly number[];
    const needed = places.map(reachOf);
    if (x.length !== 4 || !isStatic(x.slice(1)) || needed.some((size, axis) => size !== x[axis + 1])) {
      const error = `winograd_conv2d needs images of ${needed.join(" × ")}, got ${formatType(types[0]!)}`;
      return { code: "shape-mismatch", error, operand: 0 };
    }
    if (weights.length !== 3 || !isStatic(weights) || weights[0] !== PRODUCTS || weights[1] !== x[3]) {
      const error = `winograd_conv2d cannot take ${formatType(types[1]!)} for ${formatType(types[0]!)}`;
      return { code: "shape-mismatch", error, operand: 1 };
    }
    return f32(x[0]!, ...places, weights[2]!);
  },
  evaluate: ({ operands: [x, weights], attrs, shape }) => {
    const [batch, height, width, outputs] = shape as [number, number, number, number];
    const [, rows, columns, channels] = x!.shape as [number, number, number, number];
    const [down, across] = (attrs.places as readonly number[]).map(tilesAlong) as [number, number];
    const y = new Float64Array(batch * height * width * outputs);
    for (let tile = 0; tile < batch * down * across; tile++) {
      const [n, ty, tx] = [Math.floor(tile / across / down), Math.floor(tile / across) % down, tile % across];
      const corner = ((n * rows + ty * TILE) * columns + tx * TILE) * channels;
      const sums = Array.from({ length: outputs }, () => new Array<number>(PRODUCTS).fill(0));
      for (let c = 0; c < channels; c++) {
        const image = transformTile(IMAGE, (i, j) => x!.data[corner + (i * columns + j) * channels + c]!);
        for (const [o, sum] of sums.entries()) {
          for (let k = 0; k < PRODUCTS; k++) sum[k]! += image[k]! * weights!.data[(k * channels + c) * outputs + o]!;
        }
      }
      for (const [o, sum] of sums.entries()) {
        for (const [k, value] of transformTile(RESULT, (i, j) => sum[i * 6 + j]!).entries()) {
          const [row, column] = [ty * TILE + Math.floor(k / TILE), tx * TILE + (k % TILE)];
          if (row < height && column < width) y[((n * height + row) * width + column) * outputs + o] = value;
        }
      }
    }
    return y;
  },
  gradient: "none",
  lower: { kind: "contraction", depth: ([x]) => 9 * (x!.shape[3] as number), winograd: sizesOf },
  internal: true,
  examples: [
    { types: [f32(BATCH, 6, 6, 3), f32(PRODUCTS, 3, 5)], attrs: { places: [4, 3] } },
    { types: [f32(2, 6, 10, 20), f32(PRODUCTS, 20, 24)], attrs: { places: [2, 7] } },
  ],
});
