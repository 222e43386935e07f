/**
 * How much faster Winograd's filtering is than the direct product, by what both took on one core of a current machine. Speeds
 * differ between machines and levels, their ratios hardly.
 */
import { PRODUCTS, tilesAlong } from "../../ops/winograd-rules.ts";
import type { ChoiceSettings, ConvolutionUse } from "./convolution-use.ts";

/** Multiply-adds a nanosecond, of products. */
const SPEED = 30;

/** Nanoseconds a vector of four channels: of a tile, or of one channel's weights. */
const TRANSFORM = { image: 27, result: 22, weights: 18, weightGradient: 30 };

/** Images of a batch, in training and else. */
const TYPICAL_BATCH = { train: 32, infer: 1 };

/** Tiles that the products do together, at least. */
const FEWEST_TILES = 4;

export function fasterBy(use: ConvolutionUse, { entry, constantParameters }: ChoiceSettings): number {
  const { kind, input, output, channels, outputs } = use;
  const images = entry === "infer" ? TYPICAL_BATCH.infer : TYPICAL_BATCH.train;
  const places = kind === "input gradient" ? input : output;
  // Panels are computed whole.
  const [read, made] = (kind === "input gradient" ? [outputs, channels] : [channels, outputs]) as [number, number];
  const columns = Math.ceil(made / 16) * 16;
  // With a stride, the direct input gradient multiplies the zeros between the pixels of dy too.
  const direct = (images * 9 * places[0] * places[1] * read * columns) / SPEED;

  const tiles = images * tilesAlong(places[0]) * tilesAlong(places[1]);
  const rounded = Math.ceil(tiles / FEWEST_TILES) * FEWEST_TILES;
  const products = (rounded * PRODUCTS * read * columns) / SPEED;
  const transforms = (tiles * (read * TRANSFORM.image + columns * TRANSFORM.result)) / 4;
  let weights = (read * columns * TRANSFORM.weights) / 4;
  if (kind === "weight gradient") weights = (read * columns * TRANSFORM.weightGradient) / 4;
  else if (constantParameters) weights = 0;
  return direct / (products + transforms + weights);
}
