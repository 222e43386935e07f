/**
 * Stores inside of a border: pixel r of an image goes where it belongs in a buffer that has a border around every image.
 * That is `shift` bytes behind where it would be without; from line to line and from image to image that grows.
 */
import { borderOf, type StoringCall } from "../4-plan/access.ts";

/** Pixels of a line and lines of an image, bytes to the first pixel; bytes of the border between lines, and images. */
export function borderParams(call: StoringCall): string[] {
  if (borderOf(call) === undefined) return [];
  return ["firstPixel: i32", "pixels: i32", "imageLines: i32", "firstByte: usize", "lineGap: usize", "imageGap: usize"];
}

/** Ahead of a loop over rows from `row` on. */
export function startBorder(call: StoringCall, row: string): string[] {
  if (borderOf(call) === undefined) return [];
  return [
    `const atLine = (firstPixel + ${row}) / pixels;`,
    `let shift = firstByte + <usize>atLine * lineGap + <usize>(atLine / imageLines) * imageGap;`,
    `let pixelsLeft = pixels - (firstPixel + ${row}) % pixels;`,
    "let linesToGo = imageLines - atLine % imageLines;",
  ];
}

/** Behind a row. */
export function nextInBorder(call: StoringCall): string[] {
  if (borderOf(call) === undefined) return [];
  return [
    "if (--pixelsLeft == 0) {",
    "  pixelsLeft = pixels;",
    "  shift += lineGap;",
    "  if (--linesToGo == 0) {",
    "    linesToGo = imageLines;",
    "    shift += imageGap;",
    "  }",
    "}",
  ];
}

/** The address of a store's vector at byte `at` of the panel without a border. */
export function storeAddress({ stores }: StoringCall, index: number): string {
  return stores[index]!.border === undefined ? `y${index} + at` : `y${index} + shift + at`;
}
