/** The sum in registers that a call's body begins with: a product, through a window or not, or Winograd's filtering. */
import { oneOf, parseAttrs, parseDim } from "../ir/parse.ts";
import type { TokenReader } from "../ir/tokens.ts";
import type { ImageWindow, WinogradSizes } from "../ops/definition/lowering.ts";
import type { ProductCall, WinogradCall } from "./plan.ts";

export type Sum = Pick<ProductCall, "a" | "aAccess" | "window" | "b" | "initial" | "partial" | "depth">;

export function parseSum(line: TokenReader): Sum {
  line.expect("a");
  const a = line.bufferName();
  line.expect("by");
  const aAccess = oneOf(line, ["rows", "columns"] as const, "how a is read");
  const window = line.accept("of") ? { window: parseWindow(line) } : {};
  line.expect(",");
  line.expect("b");
  const b = line.bufferName();
  line.expect(",");
  line.expect("depth");
  const depth = parseDim(line);
  const more: { initial?: string; partial?: string } = {};
  while (line.accept(",")) more[oneOf(line, ["initial", "partial"] as const, "a buffer's part")] = line.bufferName();
  return { a, aAccess, ...window, b, depth, ...more };
}

/** `window {channels = 16, …}` */
function parseWindow(line: TokenReader): ImageWindow {
  line.expect("window");
  const { channels, ...pairs } = parseAttrs(line);
  const pair = (name: string): readonly [number, number] => {
    const value = pairs[name];
    if (!Array.isArray(value) || value.length !== 2) return line.fail(`a window has ${name} = [height, width]`);
    return value as unknown as readonly [number, number];
  };
  if (typeof channels !== "number") return line.fail("a window has a number of channels");
  return {
    channels,
    image: pair("image"),
    kernel: pair("kernel"),
    strides: pair("strides"),
    dilations: pair("dilations"),
    places: pair("places"),
  };
}

export type Filter = WinogradSizes & Pick<WinogradCall, "x" | "b" | "block" | "scratch">;

/** `x infer/padded, b infer/u, block 12, scratch infer/y.scratch, images batch {image = [6, 6], …}` */
export function parseFilter(line: TokenReader): Filter {
  const buffer = (word: string) => {
    line.expect(word);
    const name = line.bufferName();
    line.expect(",");
    return name;
  };
  const operands = { x: buffer("x"), b: buffer("b") };
  line.expect("block");
  const block = line.number();
  line.expect(",");
  const scratch = buffer("scratch");
  line.expect("images");
  const images = parseDim(line);
  const attrs = parseAttrs(line);
  const pair = (name: string): readonly [number, number] => {
    const value = attrs[name];
    if (!Array.isArray(value) || value.length !== 2) return line.fail(`a filtering has ${name} = [height, width]`);
    return value as unknown as readonly [number, number];
  };
  if (typeof attrs.channels !== "number") return line.fail("a filtering has a number of channels");
  const sizes = { images, image: pair("image"), channels: attrs.channels, places: pair("places") };
  const gradient = attrs.origin === undefined ? {} : { gradient: { image: pair("dy_image"), origin: pair("origin") } };
  return { ...operands, block, scratch, ...sizes, ...gradient };
}
