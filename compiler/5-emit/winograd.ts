/**
 * Winograd's filtering of images (ops/winograd-rules.ts), a block of tiles at a time, so that what is transformed stays in
 * the cache. Memory of the image comes in panels of 16 channels, pixel after pixel.
 *
 *   forward and input gradient                         weight gradient
 *   for each block:                                    for each block:
 *     V[tile][ξ][c] = image transform                    V[tile][ξ][c] = image transform
 *     for each panel of the result:                      for each panel of dy:
 *       M[ξ][tile][16] = V · U                             D[ξ][tile][16] = transform of dy
 *       result transform, body, store                      W[panel][ξ][c][16] += Vᵀ · D
 *                                                      for each panel: weight transform of W, body, store
 *
 * Places ξ lie a line of the cache, or a part of one, farther apart than they need: at powers of two they would all fall on
 * the same few lines of it.
 *
 * The transforms and products are functions of their own, the same for all layers but for the body.
 */
import { borderOf } from "../4-plan/access.ts";
import { PANEL_BYTES, SQUARE_BYTES } from "../4-plan/layout.ts";
import type { Access, WinogradCall } from "../4-plan/plan.ts";
import { PRODUCTS } from "../ops/winograd-rules.ts";
import { hintOf, indent, type KernelText, lengthParams, operandParams, type RowStride } from "./kernel-text.ts";
import type { SimdLevel } from "./manifest.ts";
import { gradientProducts, tileProducts } from "./winograd-products.ts";
import { gradientTransform, imageTransform, resultTransform, weightTransform } from "./winograd-stages.ts";
import { vectorsAtOnce } from "./winograd-transforms.ts";

export function winogradKernel(call: WinogradCall, level: SimdLevel, stride: RowStride): KernelText {
  const { body, stores } = call;
  const results = [...body.operands.map((_, i) => `a${i}`), ...stores.map((_, i) => `y${i}`)];
  const panelStep = (access: Access) =>
    ({ element: "yNext", segment: "yNext / length", column: PANEL_BYTES, row: undefined, scalar: undefined })[access];
  const steps = [
    ...body.operands.map(({ access }) => panelStep(access)),
    ...stores.map(({ border }) => (border ? "borderNext" : "yNext")),
  ];
  const nextPanel = results.flatMap((name, i) => (steps[i] === undefined ? [] : [`${name} += ${steps[i]};`]));
  const inBorder = borderOf(call) === undefined ? [] : ["firstByte", "lineGap", "imageGap"];
  const given = [...(call.segment === undefined ? [] : ["length"]), ...inBorder, ...results]
    .map((name) => `, ${name}`)
    .join("");
  const shared = {
    hint: hintOf(
      call.gradient === undefined ? "winograd" : "winograd_gradient",
      body.steps.map((step) => step.op),
    ),
    functions: new Set<never>(),
  };
  const image = (tile: string, place: string) =>
    `$0(first, count, across, down, x, row, image, next, wide, v, ${tile}, ${place}, scratch);`;
  const vector = 4 * vectorsAtOnce(level);
  const memory = [
    `const wide = ${vector === 4 ? "(channels + 3) & ~3" : "(channels + 7) & ~7"};`,
    `const v = scratch + ${SQUARE_BYTES};`,
  ];
  const blocks = (lines: readonly string[]) => [
    "for (let first = begin; first < end; first += block) {",
    "  const count = min(block, end - first);",
    ...indent(lines),
    "}",
  ];
  const sizes = ["begin", "end", "block", "across", "down"].map((name) => `${name}: i32`);
  const images = ["x", "row", "image", "next"].map((name) => `${name}: usize`);
  const border = inBorder.length === 0 ? [] : [...inBorder.map((name) => `${name}: usize`), "borderNext: usize"];
  const outputs = [...lengthParams(call), ...border, ...operandParams(body), ...stores.map((_, i) => `y${i}: usize`)];
  if (call.gradient === undefined) {
    return {
      ...shared,
      params: [
        ...sizes,
        ...images,
        ...["channels: i32", "u: usize", "panels: i32", "width: i32", "height: i32", "scratch: usize", "yNext: usize"],
        ...outputs,
      ],
      calls: [imageTransform(level), tileProducts(level), resultTransform(call, level, stride)],
      lines: [
        ...memory,
        ...(nextPanel.length === 0 ? [] : results.map((name) => `const first_${name} = ${name};`)),
        "const vNext = <usize>(wide + (wide >> 6 << 2)) << 2;",
        `const vTile = vNext * ${PRODUCTS};`,
        "const m = v + <usize>block * vTile;",
        ...blocks([
          image("vTile", "vNext"),
          ...results.map((name) => `${name} = first_${name};`),
          "let up = u;",
          "for (let p: i32 = 0; p < panels; ++p) {",
          ...indent([
            "$1(count, channels, v, vTile, vNext, up, m);",
            `$2(first, count, across, down, width, height, m, scratch${given});`,
            `up += <usize>channels * ${PANEL_BYTES * PRODUCTS};`,
            ...nextPanel,
          ]),
          "}",
        ]),
      ],
    };
  }
  return {
    ...shared,
    params: [
      ...sizes,
      ...images,
      ...["channels: i32", "dy: usize", "dyRow: usize", "dyImage: usize", "dyNext: usize", "panels: i32"],
      ...["scratch: usize", "yNext: usize"],
      ...outputs,
    ],
    calls: [
      imageTransform(level),
      gradientTransform(level),
      gradientProducts(level),
      weightTransform(call, level, stride),
    ],
    lines: [
      ...memory,
      "const vTile = <usize>wide << 2;",
      `const d = v + (<usize>block * vTile + ${PANEL_BYTES}) * ${PRODUCTS};`,
      `const w = d + <usize>(block + 1) * ${PANEL_BYTES * PRODUCTS};`,
      `const wNext = <usize>(wide + 1) * ${PANEL_BYTES * PRODUCTS};`,
      "memory.fill(w, 0, wNext * <usize>panels);",
      ...blocks([
        `const vNext = <usize>count * vTile + ${PANEL_BYTES};`,
        image("vTile", "vNext"),
        "let from = dy;",
        "let wp = w;",
        "for (let p: i32 = 0; p < panels; ++p) {",
        ...indent([
          "$1(first, count, across, down, from, dyRow, dyImage, d, scratch);",
          "$2(count, wide, v, vTile, vNext, d, wp);",
          "from += dyNext;",
          "wp += wNext;",
        ]),
        "}",
      ]),
      "let wp = w;",
      "for (let p: i32 = 0; p < panels; ++p) {",
      ...indent([`$3(channels, wide, wp, scratch${given});`, "wp += wNext;", ...nextPanel]),
      "}",
    ],
  };
}
