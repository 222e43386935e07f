/**
 * What the three convolution ops share. With x f32[N, H, W, C], weight f32[kh, kw, C/groups, O] and dy, or y, f32[N, OH, OW, O]:
 *
 *   y[n, oy, ox, o]    = initial[o] + Σ x[n, oy·s + ky·d − top, ox·s + kx·d − left, g·C/groups + i] · weight[ky, kx, i, o]
 *   dx, dweight        = the sums of the same products, by x's element or by the weight's
 *
 * where g is the group of o, and what lies outside of the image counts as 0.
 */
import type { Attrs } from "../ir/node.ts";
import { type Dim, formatType, type TensorType } from "../ir/type.ts";
import type { KernelSize } from "./definition/lowering.ts";
import type { AttrSpec, SignatureError } from "./definition/signature.ts";
import { notF32 } from "./rules.ts";
import { placesIn, type Window } from "./window-rules.ts";

const attr = (name: string, kind: AttrSpec["kind"], doc: string): AttrSpec => ({ name, kind, doc });

export const CONVOLUTION_ATTRS: readonly AttrSpec[] = [
  attr("strides", "numbers", "[height, width] from one window to the next"),
  attr("dilations", "numbers", "[height, width] from one element of a window to the next"),
  attr("padding", "numbers", "[top, left, bottom, right] zeros around x"),
  attr("groups", "int", "how many parts the channels are cut into, each with weights of its own"),
];

/** For examples: stride 1, and a 3×3 window keeps the size. */
export const PADDED_BY_1: Attrs = { strides: [1, 1], dilations: [1, 1], padding: [1, 1, 1, 1], groups: 1 };

/** One convolution's sizes: image, window and result. */
export interface Convolution {
  readonly batch: Dim;
  /** Height, width and channels of x. */
  readonly image: readonly [number, number, number];
  readonly kernel: readonly [number, number];
  /** Height, width and channels of the result. */
  readonly result: readonly [number, number, number];
  readonly error?: never;
}

/** The attributes of one of the three ops that all of them have. */
export function sharedAttrs({ strides, dilations, padding, groups }: Attrs): Attrs {
  return { strides: strides!, dilations: dilations!, padding: padding!, groups: groups! };
}

export function windowOf(kernel: readonly number[], attrs: Attrs): Window {
  return { size: kernel, strides: attrs.strides as readonly number[], dilations: attrs.dilations as readonly number[] };
}

/** What a kernel of that size makes of x: height and width of the result. */
export function resultSize(name: string, image: readonly number[], kernel: readonly number[], attrs: Attrs) {
  return placesIn(name, image, attrs.padding as readonly number[], windowOf(kernel, attrs));
}

/** The error of the first operand that is not f32 of rank 4, or whose inner axes depend on the batch. */
export function notImages(name: string, types: readonly TensorType[]): SignatureError | undefined {
  const wrong = notF32(name, types);
  if (wrong !== undefined) return wrong;
  const operand = types.findIndex(
    ({ shape }) => shape.length !== 4 || shape.slice(1).some((dim) => typeof dim !== "number"),
  );
  if (operand < 0) return undefined;
  return { code: "shape-mismatch", error: `${name} expects rank 4, got ${formatType(types[operand]!)}`, operand };
}

/** The error of channels that the groups cannot share. */
export function notGrouped(
  name: string,
  channels: number,
  outputs: number,
  groups: number,
): SignatureError | undefined {
  if (channels % groups === 0 && outputs % groups === 0) return undefined;
  const error = `${name} cannot cut ${channels} into ${outputs} channels by ${groups} groups`;
  return { code: "shape-mismatch", error };
}

/** Arguments of the kernels of runtime-as/convolution.ts. */
export function kernelSizes({ batch, image, kernel, result }: Convolution, attrs: Attrs): readonly KernelSize[] {
  const list = (name: string) => attrs[name] as readonly number[];
  const [top, left] = list("padding") as readonly [number, number];
  return [
    batch,
    ...image,
    ...result,
    ...kernel,
    ...list("strides"),
    ...list("dilations"),
    top,
    left,
    attrs.groups as number,
  ];
}

/** Whether each channel is convolved by itself, which has kernels of its own. */
export function isDepthwise({ image, result }: Convolution, { groups }: Attrs): boolean {
  return groups === image[2] && groups === result[2];
}

/** Offsets of the three factors of one product: x's element, the weight's, the result's. */
export type Term = (x: number, weight: number, y: number) => void;

/** Calls `term` for every product that the convolution sums up. */
export function eachTerm({ batch, image, kernel, result }: Convolution, attrs: Attrs, term: Term): void {
  const [height, width, channels] = image;
  const [resultHeight, resultWidth, outputs] = result;
  const [kernelHeight, kernelWidth] = kernel;
  const groups = attrs.groups as number;
  const [strides, dilations, padding] = ["strides", "dilations", "padding"].map(
    (name) => attrs[name] as readonly number[],
  );
  const [groupChannels, groupOutputs] = [channels / groups, outputs / groups];
  for (let n = 0; n < (batch as number); n++) {
    for (let oy = 0; oy < resultHeight; oy++) {
      for (let ox = 0; ox < resultWidth; ox++) {
        const y = ((n * resultHeight + oy) * resultWidth + ox) * outputs;
        for (let ky = 0; ky < kernelHeight; ky++) {
          const iy = oy * strides![0]! + ky * dilations![0]! - padding![0]!;
          if (iy < 0 || iy >= height) continue;
          for (let kx = 0; kx < kernelWidth; kx++) {
            const ix = ox * strides![1]! + kx * dilations![1]! - padding![1]!;
            if (ix < 0 || ix >= width) continue;
            const x = ((n * height + iy) * width + ix) * channels;
            const weight = (ky * kernelWidth + kx) * groupChannels * outputs;
            for (let group = 0; group < groups; group++) {
              for (let i = 0; i < groupChannels; i++) {
                const [from, row] = [x + group * groupChannels + i, weight + i * outputs];
                for (let o = group * groupOutputs; o < (group + 1) * groupOutputs; o++) term(from, row + o, y + o);
              }
            }
          }
        }
      }
    }
  }
}
