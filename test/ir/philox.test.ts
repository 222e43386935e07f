/** Philox against the known answers of the Random123 distribution (kat_vectors), and its distributions' moments. */
import { describe, expect, test } from "vitest";
import { KEY_HIGH, type Key, normal, philox, uniform, type Words } from "../../compiler/ir/philox.ts";

const ONES = 0xffffffff;

describe("philox", () => {
  test.each<{ name: string; key: Key; counter: Words; words: Words }>([
    {
      name: "zeros",
      key: [0, 0],
      counter: [0, 0, 0, 0],
      words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    },
    {
      name: "ones",
      key: [ONES, ONES],
      counter: [ONES, ONES, ONES, ONES],
      words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    },
    {
      name: "digits of pi",
      key: [0xa4093822, 0x299f31d0],
      counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    },
  ])("gives the known answer for $name", ({ key, counter, words }) => {
    expect(philox(key, counter)).toEqual(words);
  });
});

describe("uniform and normal", () => {
  test("an element's number comes from its block and word", () => {
    const words = philox([7, KEY_HIGH], [2, 5, 0, 0]);
    const u = (word: number) => (words[word]! >>> 8) / 2 ** 24;
    expect([8, 9, 10, 11].map((index) => uniform(7, 5, index))).toEqual([u(0), u(1), u(2), u(3)]);
    const radius = Math.sqrt(-2 * Math.log(1 - u(2)));
    expect(normal(7, 5, 10)).toBe(radius * Math.cos(2 * Math.PI * u(3)));
    expect(normal(7, 5, 11)).toBe(radius * Math.sin(2 * Math.PI * u(3)));
  });

  test("a negative seed is its unsigned word", () => {
    expect(uniform(-1, 0, 3)).toBe(uniform(ONES, 0, 3));
  });

  test("seed, site and step each change the number", () => {
    const numbers = [uniform(1, 0, 0), uniform(2, 0, 0), uniform(1, 1, 0), uniform(1, 0, 0, 1)];
    expect(new Set(numbers).size).toBe(4);
  });

  test("have the moments of their distributions", () => {
    const count = 40_000;
    const moments = (draw: (index: number) => number) => {
      let sum = 0;
      let squares = 0;
      for (let i = 0; i < count; i++) {
        const x = draw(i);
        sum += x;
        squares += x * x;
      }
      return { mean: sum / count, square: squares / count };
    };
    const flat = moments((i) => uniform(1, 0, i));
    expect(flat.mean).toBeCloseTo(1 / 2, 2);
    expect(flat.square).toBeCloseTo(1 / 3, 2);
    const bell = moments((i) => normal(1, 0, i));
    expect(Math.abs(bell.mean)).toBeLessThan(0.02);
    expect(Math.abs(bell.square - 1)).toBeLessThan(0.03);
  });
});
