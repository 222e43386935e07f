import { BATCH, type Dim, f32, formatType, isStatic, type TensorType } from "../ir/type.ts";
import { defineOp } from "./define.ts";
import type { WinogradSizes } from "./definition/lowering.ts";
import { notF32 } from "./rules.ts";
import { IMAGE, PRODUCTS, REACH, RESULT_GRADIENT, TILE, transformTile, WEIGHT_GRADIENT } from "./winograd-rules.ts";

type Pair = readonly [number, number];

function sizesOf([x, dy]: readonly TensorType[], attrs: Readonly<Record<string, unknown>>): WinogradSizes {
  const [images, height, width, channels] = x!.shape as readonly [Dim, number, number, number];
  const places = (attrs.tiles as Pair).map((count) => count * TILE) as unknown as Pair;
  const gradient = { image: dy!.shape.slice(1, 3) as unknown as Pair, origin: attrs.origin as Pair };
  return { images, image: [height, width], channels, places, gradient };
}

export const winogradWeightGradient = defineOp({
  name: "winograd_weight_gradient",
  doc: "The gradient of `winograd_conv2d` by the weights before their transformation: `dw = Gᵀ[Σ (Bᵀ x B) ⊙ (A dy Aᵀ)]G` over all tiles.",
  operands: [
    { name: "x", doc: "f32[batch, height, width, c]: with padding, as far as tiles reach" },
    { name: "dy", doc: "f32[batch, height, width, o]: with zeros where tiles are over" },
  ],
  attrs: [
    { name: "tiles", kind: "numbers", doc: "how many there are [down, across]" },
    { name: "origin", kind: "numbers", doc: "[row, column] of the first place in dy" },
  ],
  infer: (types, attrs) => {
    const wrong = notF32("winograd_weight_gradient", types);
    if (wrong !== undefined) return wrong;
    const tiles = attrs.tiles as Pair;
    const origin = attrs.origin as Pair;
    for (const [operand, { shape }] of types.entries()) {
      const fits = (axis: 0 | 1) => {
        const [size, all] = [shape[axis + 1] as number, TILE * tiles[axis]];
        return operand === 0 ? size === all + REACH - TILE : size >= origin[axis] + all;
      };
      if (shape.length === 4 && isStatic(shape.slice(1)) && fits(0) && fits(1)) continue;
      const error = `winograd_weight_gradient has no ${tiles.join(" × ")} tiles in ${formatType(types[operand]!)}`;
      return { code: "shape-mismatch", error, operand };
    }
    return f32(3, 3, types[0]!.shape[3]!, types[1]!.shape[3]!);
  },
  evaluate: ({ operands: [x, dy], attrs, shape: [, , channels, outputs] }) => {
    const [batch, rows, columns] = x!.shape as [number, number, number];
    const [, dyRows, dyColumns] = dy!.shape as [number, number, number];
    const [down, across] = attrs.tiles as Pair;
    const [top, left] = attrs.origin as Pair;
    const sums = new Float64Array(PRODUCTS * channels! * outputs!);
    for (let tile = 0; tile < batch * down * across; tile++) {
      const [n, ty, tx] = [Math.floor(tile / across / down), Math.floor(tile / across) % down, tile % across];
      const images = Array.from({ length: channels! }, (_, c) =>
        transformTile(
          IMAGE,
          (i, j) => x!.data[((n * rows + ty * TILE + i) * columns + tx * TILE + j) * channels! + c]!,
        ),
      );
      const slopes = Array.from({ length: outputs! }, (_, o) =>
        transformTile(RESULT_GRADIENT, (i, j) => {
          const row = n * dyRows + top + ty * TILE + i;
          return dy!.data[(row * dyColumns + left + tx * TILE + j) * outputs! + o]!;
        }),
      );
      for (const [c, image] of images.entries()) {
        for (const [o, slope] of slopes.entries()) {
          for (let k = 0; k < PRODUCTS; k++) sums[(c * outputs! + o) * PRODUCTS + k]! += image[k]! * slope[k]!;
        }
      }
    }
    const count = channels! * outputs!;
    const dw = new Float64Array(9 * count);
    for (let at = 0; at < count; at++) {
      const square = transformTile(WEIGHT_GRADIENT, (i, j) => sums[at * PRODUCTS + i * REACH + j]!);
      for (const [tap, value] of square.entries()) dw[tap * count + at] = value;
    }
    return dw;
  },
  gradient: "none",
  lower: {
    kind: "contraction",
    depth: ([x], { tiles }) => {
      const places = (tiles as Pair)[0] * (tiles as Pair)[1] * TILE * TILE;
      const batch = x!.shape[0]!;
      return typeof batch === "number" ? batch * places : { batch: batch.batch * places };
    },
    winograd: sizesOf,
  },
  internal: true,
  examples: [
    { types: [f32(BATCH, 6, 6, 3), f32(BATCH, 4, 4, 5)], attrs: { tiles: [1, 1], origin: [0, 0] } },
    { types: [f32(2, 6, 10, 20), f32(2, 5, 10, 24)], attrs: { tiles: [1, 2], origin: [1, 2] } },
  ],
});
