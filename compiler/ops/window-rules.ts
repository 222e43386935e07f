/**
 * Windows that slide over an image f32[batch, height, width, channels]: what convolutions and pools share. Lists are
 * [height, width], padding is [top, left, bottom, right].
 */
import { formatShape, formatType, isStatic, type TensorType } from "../ir/type.ts";
import type { LayerAttr } from "./definition/layer.ts";
import type { AttrSpec, SignatureError } from "./definition/signature.ts";
import { notF32 } from "./rules.ts";

export interface Window {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
}

export const atLeastOne = (value: number | readonly number[]): string | undefined =>
  [value].flat().every((size) => size >= 1) ? undefined : "must be at least 1";

const SAME = "padding that gives as many places as input / stride, the odd one behind";

export const STRIDE: AttrSpec = {
  name: "stride",
  kind: "pair",
  doc: "from one window to the next: a number or [height, width]",
  default: 1,
  check: atLeastOne,
};

export const DILATION: AttrSpec = {
  name: "dilation",
  kind: "pair",
  doc: "from one element of a window to the next: a number or [height, width]",
  default: 1,
  check: atLeastOne,
};

export const PADDING: AttrSpec = {
  name: "padding",
  kind: "padding",
  doc: `zeros around the image: \`same\` (${SAME}), \`valid\` (none), a number, or [top, left, bottom, right]`,
  default: "same",
  check: (value: unknown) =>
    Array.isArray(value) && value.length !== 4
      ? "must have four numbers as a list: [top, left, bottom, right]"
      : undefined,
};

/** What is wrong with an operand that should be an image; undefined when it is one. */
export function notImage(name: string, type: TensorType): SignatureError | undefined {
  const { shape } = type;
  if (shape.length === 4 && isStatic(shape.slice(1))) return notF32(name, [type]);
  const wrong = { code: "shape-mismatch", operand: 0 } as const;
  if (shape.length === 4) {
    return {
      ...wrong,
      error: `${name} needs height, width and channels known at compile time, got ${formatType(type)}`,
    };
  }
  const rank = `rank ${shape.length}`;
  const report = { ...wrong, error: `${name} expects rank 4, got ${rank}`, label: rank };
  const [batch, columns] = shape;
  const side = Math.sqrt(Number(columns));
  const image = shape.length === 3 ? [...shape, 1] : Number.isInteger(side) ? [batch!, side, side, 1] : undefined;
  if (image === undefined) return { ...report, help: "an image is f32[batch, height, width, channels]" };
  return { ...report, help: `reshape(…, shape: ${formatShape(image)}) gives images of one channel` };
}

/** How many places a window has along an axis; less than 1 where it does not fit. */
export function placesAlong(size: number, padding: number, window: Window, axis: 0 | 1): number {
  return Math.floor((size + padding - extentOf(window, axis)) / window.strides[axis]!) + 1;
}

/** What a window covers, dilation included. */
export function extentOf({ size, dilations }: Window, axis: 0 | 1): number {
  return (size[axis]! - 1) * dilations[axis]! + 1;
}

/** The windows' places, or why there are none. */
export function placesIn(
  name: string,
  image: readonly number[],
  padding: readonly number[],
  window: Window,
): readonly [number, number] | SignatureError {
  const places = ([0, 1] as const).map((axis) =>
    placesAlong(image[axis]!, padding[axis]! + padding[axis + 2]!, window, axis),
  ) as [number, number];
  if (places.every((count) => count >= 1)) return places;
  const padded = [image[0]! + padding[0]! + padding[2]!, image[1]! + padding[1]! + padding[3]!];
  const covers = formatShape([extentOf(window, 0), extentOf(window, 1)]);
  return {
    code: "shape-mismatch",
    error: `${name}'s window covers ${covers}, more than the padded image ${formatShape(padded)}`,
    operand: 0,
  };
}

/** Height and width of an attribute of kind `pair`. */
export function pairOf(given: LayerAttr | undefined): readonly [number, number] {
  return typeof given === "number" ? [given, given] : (given as readonly [number, number]);
}

export type Padding = readonly [top: number, left: number, bottom: number, right: number];

/** What an attribute of kind `padding` means for an image. */
export function resolvePadding(given: LayerAttr | undefined, image: readonly number[], window: Window): Padding {
  if (given === "valid") return [0, 0, 0, 0];
  if (typeof given === "number") return [given, given, given, given];
  if (given !== "same") return given as unknown as Padding;
  const [height, width] = ([0, 1] as const).map((axis) => {
    const places = Math.ceil(image[axis]! / window.strides[axis]!);
    return Math.max(0, (places - 1) * window.strides[axis]! + extentOf(window, axis) - image[axis]!);
  }) as [number, number];
  const [top, left] = [Math.floor(height / 2), Math.floor(width / 2)];
  return [top, left, height - top, width - left];
}
