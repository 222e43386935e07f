/** A product's arguments. */
import { PANEL, PANEL_BYTES } from "../4-plan/layout.ts";
import { imagesOf, type ProductCall } from "../4-plan/plan.ts";
import type { ImageWindow } from "../ops/definition/lowering.ts";
import type { Addresses } from "./addresses.ts";
import type { Piece } from "./block.ts";
import { type Argument, bytes, dimCode, lengthOf, size, timesCode } from "./size-code.ts";

/** What a weight gradient reads again and again at a time: of a second cache of 512 KiB or more. */
const CACHE_BYTES = 256 * 1024;

export function productArgs(call: ProductCall, at: Addresses): Argument[] {
  return [
    ...(call.window === undefined ? matrixArgs(call, at) : windowArgs(call, call.window, at)),
    ...lengthOf(call),
    ...at.border(call),
    at.panel(call.b, call.depth, false),
    ...(call.partial === undefined ? [] : [at.panel(call.partial, call.rows)]),
    ...(call.initial === undefined ? [] : [at.panel(call.initial, 1)]),
    ...at.operands(call),
    ...at.stores(call),
  ];
}

/** Where A lies and how large it is, as the walks of matrices want it (product-walk.ts). */
function matrixArgs(call: ProductCall, at: Addresses): Argument[] {
  const inPanels = at.buffer(call.a).layout === "panels";
  const { rows, depth } = call;
  let strides: Piece[];
  if (call.aAccess === "rows") {
    strides = inPanels
      ? [String(PANEL_BYTES), String(PANEL), timesCode(rows, PANEL_BYTES, "rows")]
      : [timesCode(depth, 4, "depth"), dimCode(depth, "depth"), "0"];
  } else {
    strides = inPanels
      ? [String(PANEL_BYTES), String(PANEL), timesCode(depth, PANEL_BYTES, "depth")]
      : [timesCode(rows, 4, "rows"), dimCode(rows, "rows"), "0"];
  }
  return [
    [at.rows(rows)],
    [dimCode(depth, "depth")],
    at.split === "rows" ? at.byRow(call.a, rowStrideOfA(call, inPanels)) : at.whole(call.a),
    ...strides.map((stride) => [stride]),
  ];
}

/** The same of images and a window, as window-walk.ts wants it. */
function windowArgs(call: ProductCall, window: ImageWindow, at: Addresses): Argument[] {
  const { channels, image, kernel, strides, dilations, places } = window;
  const images = imagesOf(call, window);
  const inPanels = at.buffer(call.a).layout === "panels";
  const pixel = inPanels ? PANEL_BYTES : channels * 4;
  const line = image[1] * pixel;
  // Where the channels of neighbouring elements lie one behind the other, a line of the window is one element.
  const isOne = dilations[1] === 1 && (!inPanels || channels === PANEL);
  const depth = isOne ? kernel[1] * channels : channels;
  const chunk = inPanels && !isOne ? PANEL : depth;
  const next = inPanels && !isOne ? timesCode(images, image[0] * line, "images") : "0";
  const block = Math.max(1, Math.floor(CACHE_BYTES / (image[0] * line + places[0] * places[1] * PANEL_BYTES)));
  const first = at.split === "rows" ? "<i32>first" : "0";
  return [
    ...(call.aAccess === "rows"
      ? [[at.rows(call.rows)], [first]]
      : [[dimCode(images, "images")], [size(block, "block")]]),
    [size(places[0], "down")],
    [size(places[1], "across")],
    at.whole(call.a),
    bytes(strides[1] * pixel, "step_x"),
    bytes(strides[0] * line, "step_y"),
    bytes(image[0] * line, "step_n"),
    [size(kernel[0], "lines")],
    bytes(dilations[0] * line, "line"),
    [size(isOne ? 1 : kernel[1], "taps")],
    bytes(isOne ? 0 : dilations[1] * pixel, "tap"),
    [size(depth, "depth")],
    [size(chunk, "chunk")],
    [next],
  ];
}

/** Bytes from what one row of the result needs of A to what the next needs, for rows in multiples of a panel. */
function rowStrideOfA({ aAccess, depth }: ProductCall, inPanels: boolean): Piece {
  if (aAccess === "rows") return inPanels ? `${PANEL_BYTES}` : timesCode(depth, 4, "depth");
  return inPanels ? timesCode(depth, 4, "depth") : "4";
}
