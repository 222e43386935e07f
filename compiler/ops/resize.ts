import { formatShape } from "../ir/type.ts";
import { defineLayer } from "./define.ts";
import type { AttrSpec, SignatureError } from "./definition/signature.ts";
import { notImage } from "./window-rules.ts";

const wrong = (attr: string, error: string): SignatureError => ({ code: "bad-attribute", error, attr });

const size = (name: string): AttrSpec => ({
  name,
  kind: "int",
  doc: `of the result; x's own if only the other is given`,
  optional: true,
  check: (value: number) => (value >= 1 ? undefined : "must be at least 1"),
});

export const resize = defineLayer({
  name: "resize",
  doc: "An image of another size. Pixels are squares whose centres lie at ½, 1½, … (PyTorch's align_corners=False, ONNX's half_pixel): `nearest` takes the pixel that a centre falls into (PyTorch's nearest-exact), `bilinear` the weighted mean of the four around it.",
  operands: [{ name: "x", doc: "f32[batch, height, width, channels]" }],
  attrs: [
    size("height"),
    size("width"),
    {
      name: "scale",
      kind: "float",
      doc: "in place of them: of both, such as 2 or 0.5",
      optional: true,
      check: (value: number) => (value > 0 ? undefined : "must be greater than 0"),
    },
    {
      name: "mode",
      kind: "string",
      oneOf: ["nearest", "bilinear"],
      doc: "`nearest` or `bilinear`",
      default: "nearest",
    },
  ],
  expand: ({ b }, [x], { height, width, scale, mode }) => {
    const notOne = notImage("resize", x!.type);
    if (notOne !== undefined) return notOne;
    const own = x!.type.shape.slice(1, 3) as number[];
    if (scale === undefined && height === undefined && width === undefined) {
      return { code: "missing-argument", error: "resize needs height, width or scale" };
    }
    if (scale !== undefined && (height ?? width) !== undefined) {
      return wrong("scale", "resize takes either scale or height and width");
    }
    const wanted =
      scale === undefined ? [height ?? own[0], width ?? own[1]] : own.map((each) => each * (scale as number));
    if (!wanted.every(Number.isInteger)) {
      return wrong("scale", `${formatShape(own)} times ${scale} are no whole numbers: give height and width`);
    }
    return (wanted as number[]).reduce((image, places, i) => {
      if (places === own[i]) return image;
      return b.op("resample", [image], { axis: i + 1, mode: mode === "bilinear" ? "linear" : "nearest", places });
    }, x!);
  },
});
