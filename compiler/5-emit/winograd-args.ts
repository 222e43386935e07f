/** Arguments of Winograd's filtering. */
import { borderOf } from "../4-plan/access.ts";
import { PANEL_BYTES, panelsIn, spaceOf } from "../4-plan/layout.ts";
import type { WinogradCall } from "../4-plan/plan.ts";
import { productOf } from "../ir/type.ts";
import { tilesAlong } from "../ops/winograd-rules.ts";
import type { Addresses } from "./addresses.ts";
import type { Term } from "./block.ts";
import { type Argument, borderSizes, bytes, dimCode, lengthOf, size, timesCode } from "./size-code.ts";

/** As winograd.ts wants them. */
export function winogradArgs(call: WinogradCall, at: Addresses): Argument[] {
  const { images, image, channels, places, gradient, block, columns, rows, stores } = call;
  const [down, across] = places.map(tilesAlong) as [number, number];
  const strides = ([height, width]: readonly [number, number], name: string): Argument[] => [
    bytes(width * PANEL_BYTES, `${name}_row`),
    bytes(height * width * PANEL_BYTES, `${name}_image`),
    [timesCode(images, height * width * PANEL_BYTES, `${name}_images`)],
  ];
  const rest = (origin: Argument): Argument[] => [
    ...[origin, ...(gradient === undefined ? [] : strides(gradient.image, "dy"))],
    [size(panelsIn(columns), "panels")],
  ];
  const bordered = stores.find(({ border }) => border !== undefined);
  const borderRows = bordered && spaceOf(at.buffer(bordered.buffer).type.shape).rows;
  const inBorder: Argument[] =
    borderRows === undefined
      ? []
      : [...borderSizes(borderOf(call)!).slice(2), [timesCode(borderRows, PANEL_BYTES, "border_rows")]];
  const start = gradient && (gradient.origin[0] * gradient.image[1] + gradient.origin[1]) * PANEL_BYTES;
  const origin: Argument =
    start === undefined ? at.whole(call.b) : [...at.whole(call.b), " + ", ...bytes(start, "origin")];
  return [
    ...(at.split === "rows" ? [["<i32>first"], ["<i32>first + part"]] : [["0"], [tilesCode(call)]]),
    [size(block, "block")],
    [size(across, "across")],
    [size(down, "down")],
    at.whole(call.x),
    ...strides(image, "x"),
    [size(channels, "channels")],
    ...rest(origin),
    ...(gradient === undefined ? [[size(places[1], "width")], [size(places[0], "height")]] : []),
    at.ofThread(call.scratch),
    [timesCode(rows, PANEL_BYTES, "rows")],
    ...lengthOf(call),
    ...inBorder,
    ...call.body.operands.map(({ buffer }) => at.whole(buffer)),
    ...stores.map(({ buffer }) => at.whole(buffer)),
  ];
}

/** Winograd's tiles on all images. */
export function tilesCode({ images, places }: WinogradCall): string | Term {
  return dimCode(productOf([images, ...places.map(tilesAlong)]), "tiles");
}
