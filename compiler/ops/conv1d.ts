import { isStatic } from "../ir/type.ts";
import { CHANNELS, convolve, GROUPS, KERNEL, LAYER_ATTRS } from "./convolution-layer-rules.ts";
import { defineLayer } from "./define.ts";
import { isError, type SignatureError } from "./definition/signature.ts";
import { notF32 } from "./rules.ts";
import { WEIGHT_STANDARDIZE } from "./weight-rules.ts";
import { DILATION, PADDING, type Padding, resolvePadding, STRIDE } from "./window-rules.ts";

export const conv1d = defineLayer({
  name: "conv1d",
  doc: "Convolution of sequences: conv2d on images of height 1.",
  operands: [{ name: "x", doc: "f32[batch, length, in]" }],
  attrs: [
    CHANNELS,
    { ...KERNEL, kind: "int", doc: "length of the window" },
    { ...STRIDE, kind: "int", doc: "from one window to the next" },
    { ...DILATION, kind: "int", doc: "from one element of a window to the next" },
    {
      ...PADDING,
      doc: "zeros around the sequence: `same` (as many places as length / stride), `valid` (none), a number, or [left, right]",
      check: (value: unknown) =>
        Array.isArray(value) && value.length !== 2 ? "must have two numbers as a list: [left, right]" : undefined,
    },
    GROUPS,
    ...LAYER_ATTRS,
    WEIGHT_STANDARDIZE,
  ],
  expand: (scope, [x], attrs) => {
    const { shape } = x!.type;
    if (shape.length !== 3 || !isStatic(shape.slice(1))) {
      const rank = `rank ${shape.length}`;
      const error = `conv1d expects rank 3, got ${rank}`;
      const wrong: SignatureError = { code: "shape-mismatch", error, operand: 0, label: rank };
      return { ...wrong, help: "a sequence is f32[batch, length, channels]" };
    }
    const wrong = notF32("conv1d", [x!.type]);
    if (wrong !== undefined) return wrong;
    const [batch, length, inputs] = shape as readonly [number, number, number];
    const along = (attr: string): readonly [number, number] => [1, attrs[attr] as number];
    const window = { size: along("kernel"), strides: along("stride"), dilations: along("dilation") };
    const padding = besides(attrs.padding as number | string | readonly number[], length, window);
    const [channels, groups] = [attrs.channels as number, attrs.groups as number];
    const asked = { window, padding, groups, channels, weightShape: [attrs.kernel as number] };
    const result = convolve(scope, "conv1d", scope.b.reshape(x!, [batch, 1, length, inputs]), attrs, asked);
    if (isError(result)) return result;
    const [, , places] = result.type.shape;
    return scope.b.reshape(result, [batch, places!, channels]);
  },
});

/** Padding of a sequence as that of an image of height 1. */
function besides(
  given: number | string | readonly number[],
  length: number,
  window: Parameters<typeof resolvePadding>[2],
): Padding {
  const list = typeof given === "number" ? [0, given, 0, given] : given;
  return resolvePadding(
    typeof list === "string" || list.length === 4 ? list : [0, list[0]!, 0, list[1]!],
    [1, length],
    window,
  );
}
