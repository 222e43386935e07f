/** Words of the command line → checked values; a wrong one is a usage error that commander prints. */
import { InvalidArgumentError } from "commander";
import type { Augmentation } from "../../host/augment.ts";
import { SIMD_LEVELS, type SimdLevel } from "../5-emit/manifest.ts";

export function positiveInteger(word: string): number {
  return integer(word, 1, 2 ** 31 - 1);
}

/** As compileText takes it. */
export function threadCount(word: string): number {
  return integer(word, 1, 64);
}

/** `1,32,128` */
export function positiveIntegers(words: string): readonly number[] {
  return [...new Set(words.split(",").map((word) => positiveInteger(word.trim())))];
}

export function seedNumber(word: string): number {
  return integer(word, 0, 2 ** 32 - 1);
}

function integer(word: string, low: number, high: number): number {
  const value = Number(word);
  if (!/^\d+$/.test(word) || value < low || value > high) {
    throw new InvalidArgumentError(`${word || "nothing"} is not an integer from ${low} to ${high}.`);
  }
  return value;
}

export function positiveNumber(word: string): number {
  const value = Number(word);
  if (word.trim() === "" || !Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError(`${word} is not a number above 0.`);
  }
  return value;
}

const UNITS = { k: 1e3, M: 1e6, G: 1e9, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };

/** `64MiB`, `64MB`, `500000`: a number of bytes. */
export function byteSize(word: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(k|M|G|Ki|Mi|Gi)?B?$/.exec(word) ?? [];
  const bytes = Math.floor(Number(number) * (unit === undefined ? 1 : UNITS[unit as keyof typeof UNITS]));
  if (bytes > 0) return bytes;
  throw new InvalidArgumentError(`${word || "nothing"} is not a size such as 64MiB, 64MB or a number of bytes.`);
}

/** `crop=4,flip` */
export function augmentation(words: string): Augmentation {
  let [crop, flip] = [0, false];
  for (const word of words.split(",").map((each) => each.trim())) {
    const size = /^crop=(\d+)$/.exec(word)?.[1];
    if (size !== undefined) crop = positiveInteger(size);
    else if (word === "flip") flip = true;
    else throw new InvalidArgumentError(`${word || "nothing"} is no augmentation; give crop=<pixels>, flip, or both.`);
  }
  return { crop, flip };
}

/** For --memory-budget. */
export const BUDGET = "compute values again instead of keeping them where memory would be more, such as 64MiB";

/** Above 0 and below 1. */
export function fraction(word: string): number {
  const value = Number(word);
  if (word.trim() === "" || !(value > 0 && value < 1)) {
    throw new InvalidArgumentError(`${word} is not a number between 0 and 1.`);
  }
  return value;
}

/** `a,b,c` */
export function names(words: string): readonly string[] {
  return words.split(",").map((word) => word.trim());
}

export function simdLevel(word: string): SimdLevel {
  const level = SIMD_LEVELS.find((known) => known === word);
  if (level !== undefined) return level;
  throw new InvalidArgumentError(`${word || "nothing"} is not a SIMD level; the levels are ${SIMD_LEVELS.join(", ")}.`);
}

export function simdLevels(words: string): readonly SimdLevel[] {
  return words.split(",").map((word) => simdLevel(word.trim()));
}

/** For an option that may be given several times. */
export function collect(word: string, previous: readonly string[]): readonly string[] {
  return [...previous, word];
}
