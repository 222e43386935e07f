import { beforeAll, describe, expect, test } from "vitest";
import { erf } from "../../compiler/ir/special.ts";
import { type Kernels, LEVELS, loadKernels } from "./kernels.ts";

const FUNCTIONS = {
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  tanh: Math.tanh,
  sigmoid: (x: number) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))),
  erf,
} as const;

const BOUNDS: Readonly<Record<string, number>> = { erf: 4 };
const boundOf = (name: string) => BOUNDS[name] ?? 2;

/** π/2 is no float; up to here its multiples are taken off exactly. */
const TURNS_END = 12867;

const CHUNK = 1 << 18;

/** Every 2048th bit pattern: log-spaced over all floats of both signs, subnormals, infinities and NaNs too. */
function everyFloat(chunk: number): Float32Array {
  const patterns = Uint32Array.from(
    { length: CHUNK },
    (_, i) => ((chunk * CHUNK + i) * 2048 + ((i * 13) % 2048)) >>> 0,
  );
  return new Float32Array(patterns.buffer);
}

const CHUNKS = 2 ** 32 / 2048 / CHUNK;

/** The distance between neighbouring floats around a number: 2^(exponent − 23), at least 2^-149. */
function ulpAt(x: number): number {
  const exponent = x === 0 ? -126 : Math.max(-126, Math.floor(Math.log2(Math.abs(x))));
  return 2 ** (exponent - 23);
}

function ulps(got: number, exact: number): number {
  const rounded = Math.fround(exact);
  if (Object.is(got, rounded) || (got === 0 && rounded === 0)) return 0;
  if (Number.isNaN(got) || Number.isNaN(rounded)) return Number.POSITIVE_INFINITY;
  if (!Number.isFinite(got)) return Math.abs(exact) > 3.4028234e38 ? 1 : Number.POSITIVE_INFINITY;
  return Math.abs(got - exact) / ulpAt(exact);
}

describe.each(LEVELS)("vector maths at %s", (level) => {
  let k: Kernels;
  beforeAll(async () => {
    k = await loadKernels(level);
  });

  const apply = (name: string, input: Float32Array): Float32Array => {
    k.clear();
    const padded = new Float32Array(Math.ceil(input.length / 4) * 4);
    padded.set(input);
    const source = k.put(padded);
    const result = k.room(padded.byteLength);
    k.call[`map_${name}`]!(source, result, padded.length);
    return k.floats.slice(result / 4, result / 4 + input.length);
  };

  test.each(Object.entries(FUNCTIONS))("%s is within its bound of 2^21 floats", (name, exact) => {
    let worst = { ulps: 0, x: 0 };
    for (let chunk = 0; chunk < CHUNKS; chunk++) {
      const input = everyFloat(chunk);
      const output = apply(name, input);
      for (let i = 0; i < CHUNK; i++) {
        const error = ulps(output[i]!, exact(input[i]!));
        if (error > worst.ulps) worst = { ulps: error, x: input[i]! };
      }
    }
    console.log(`${level} ${name}: at most ${worst.ulps.toFixed(3)} ulp, at ${worst.x}`);
    expect(worst.ulps).toBeLessThanOrEqual(boundOf(name));
  });

  test("dense ranges: where the functions bend", () => {
    for (const [name, low, high] of [
      ["exp", -20, 20],
      ["expm1", -20, 20],
      ["expm1", -1, 1],
      ["sigmoid", -20, 20],
      ["tanh", -5, 5],
      ["log", 0.4, 2.5],
      ["log1p", -0.9, 2],
      ["erf", -4.5, 4.5],
    ] as const) {
      const input = Float32Array.from({ length: CHUNK }, (_, i) => low + ((high - low) * i) / CHUNK);
      const output = apply(name, input);
      let worst = 0;
      for (let i = 0; i < CHUNK; i++) worst = Math.max(worst, ulps(output[i]!, FUNCTIONS[name](input[i]!)));
      console.log(`${level} ${name} on [${low}, ${high}]: at most ${worst.toFixed(3)} ulp`);
      expect(worst).toBeLessThanOrEqual(boundOf(name));
    }
  });

  test.each(["sin", "cos"] as const)("%s is within 2 ulp up to 12,867, in [-1, 1] beyond", (name) => {
    // Spread over all floats, evenly over the range, and next to each multiple of π/2, where most of x cancels.
    const inputs = [
      ...Array.from({ length: CHUNKS }, (_, chunk) => everyFloat(chunk)),
      Float32Array.from({ length: CHUNK }, (_, i) => ((2 * i) / CHUNK - 1) * TURNS_END),
      Float32Array.from({ length: CHUNK }, (_, i) => ((2 * i) / CHUNK - 1) * 10),
      Float32Array.from({ length: 8191 * 3 }, (_, i) => {
        const x = (Math.floor(i / 3) + 1) * (Math.PI / 2);
        return x + ((i % 3) - 1) * ulpAt(x);
      }),
    ];
    let worst = { ulps: 0, x: 0 };
    for (const input of inputs) {
      const output = apply(name, input);
      for (const [i, x] of input.entries()) {
        const got = output[i]!;
        if (Math.abs(x) > TURNS_END && Number.isFinite(x)) {
          if (!(Math.abs(got) <= 1)) throw new Error(`${name}(${x}) is ${got}`);
        } else {
          const error = ulps(got, Math[name](x));
          if (error > worst.ulps) worst = { ulps: error, x };
        }
      }
    }
    console.log(`${level} ${name}: at most ${worst.ulps.toFixed(3)} ulp, at ${worst.x}`);
    expect(worst.ulps).toBeLessThanOrEqual(2);
  });

  test.each(["sin", "cos"] as const)("beyond, %s is that of a number within 2 ulp of x", (name) => {
    const input = Float32Array.from({ length: CHUNK }, (_, i) => TURNS_END * 2 ** ((9 * i) / CHUNK));
    const output = apply(name, input);
    let worst = 0;
    for (const [i, x] of input.entries()) {
      worst = Math.max(worst, Math.abs(output[i]! - Math[name](x)) / ulpAt(x));
    }
    console.log(`${level} ${name} beyond: off by at most ${worst.toFixed(3)} ulp of x`);
    expect(worst).toBeLessThanOrEqual(2);
  });

  test("special values", () => {
    const { POSITIVE_INFINITY: inf, NaN: nan } = Number;
    const subnormal = 2 ** -149;
    expect([...apply("exp", Float32Array.of(-inf, inf, nan, 0, -0, 88.73, -104, -88))]).toEqual([
      0,
      inf,
      nan,
      1,
      1,
      inf,
      0,
      Math.fround(Math.exp(-88)),
    ]);
    expect([...apply("log", Float32Array.of(0, -0, -1, -inf, inf, nan, 1))]).toEqual([
      -inf,
      -inf,
      nan,
      nan,
      inf,
      nan,
      0,
    ]);
    expect(apply("log", Float32Array.of(subnormal))[0]).toBeCloseTo(Math.log(subnormal), 4);
    expect([...apply("tanh", Float32Array.of(inf, -inf, nan, 0, -0, 20, -20))]).toEqual([1, -1, nan, 0, -0, 1, -1]);
    expect([...apply("sigmoid", Float32Array.of(-inf, inf, nan, 0, -0, 100, -200))]).toEqual([
      0,
      1,
      nan,
      0.5,
      0.5,
      1,
      0,
    ]);
  });

  test("zeros keep their sign, infinities and NaN are what they should be", () => {
    const { POSITIVE_INFINITY: inf, NaN: nan } = Number;
    const input = Float32Array.of(0, -0, inf, -inf, nan, -1);
    const results = (name: string) => [...apply(name, input)];
    expect(results("expm1").slice(0, 5)).toEqual([0, -0, inf, -1, nan]);
    expect(results("log1p")).toEqual([0, -0, inf, nan, nan, -inf]);
    expect(results("erf").slice(0, 5)).toEqual([0, -0, 1, -1, nan]);
    expect(results("sin").slice(0, 5)).toEqual([0, -0, nan, nan, nan]);
    expect(results("cos").slice(0, 5)).toEqual([1, 1, nan, nan, nan]);
  });

  test.each([
    ["erf", 3.5, 4.5],
    ["erf", -4.5, -3.5],
    ["expm1", -19, -15],
    ["expm1", 88, 89],
    ["exp", -104.5, -86],
    ["exp", 88, 89],
    ["tanh", 7, 11],
    ["sigmoid", 14, 19],
    ["sigmoid", -105, -86],
  ])("%s never falls on [%f, %f], where it saturates", (name, low, high) => {
    const output = apply(
      name,
      Float32Array.from({ length: CHUNK }, (_, i) => low + ((high - low) * i) / CHUNK),
    );
    const slack = 2 ** -22; // neighbouring results may swap within their error where they are not saturated
    for (let i = 1; i < CHUNK; i++) {
      if (output[i]! + slack * Math.abs(output[i]!) < output[i - 1]!)
        throw new Error(`falls from ${output[i - 1]} to ${output[i]}`);
    }
  });

  test("sin_turns is within 1e-7 everywhere, and exact at quarter turns", () => {
    const input = Float32Array.from({ length: CHUNK }, (_, i) => i / CHUNK);
    const output = apply("sin_turns", input);
    let worst = 0;
    for (let i = 0; i < CHUNK; i++) worst = Math.max(worst, Math.abs(output[i]! - Math.sin(2 * Math.PI * input[i]!)));
    console.log(`${level} sin_turns: at most ${worst.toExponential(2)} off`);
    expect(worst).toBeLessThan(1e-7);
    expect([...apply("sin_turns", Float32Array.of(0, 0.25, 0.75))]).toEqual([0, 1, -1]);
  });
});
