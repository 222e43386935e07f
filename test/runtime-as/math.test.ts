import { beforeAll, describe, expect, test } from "vitest";
import { erf, erfc } from "../../compiler/ir/special.ts";
import {
  type Apply,
  CHUNK,
  everyFloat,
  MEASURED,
  TURNS_END,
  ulpAt,
  ulps,
  vectorModule,
  worstOf,
} from "../../scripts/vector-functions.ts";
import { type Kernels, LEVELS, loadKernels } from "./kernels.ts";

/** Every 2048th bit pattern; `npm run ulp` takes more. */
const STRIDE = 2048;
const CHUNKS = 2 ** 32 / STRIDE / CHUNK;

describe.each(LEVELS)("element-wise functions at %s", (level) => {
  let apply: Apply;
  beforeAll(async () => {
    apply = await vectorModule(level);
  });

  test.each(MEASURED)("$name is within $bound ulp over 2^21 floats and densely where it bends", (measured) => {
    const inputs = [
      ...Array.from({ length: CHUNKS }, (_, chunk) => everyFloat(chunk, STRIDE)),
      ...[1, 16].map((end) => Float32Array.from({ length: CHUNK }, (_, i) => end * ((2 * i) / CHUNK - 1))),
    ];
    const errors = inputs.map((input) => worstOf(measured, input, apply(measured.name, input)));
    const worst = errors.reduce((a, b) => (b.ulps > a.ulps ? b : a));
    expect(worst.ulps, `at ${worst.x}`).toBeLessThanOrEqual(measured.bound);
  });

  test("activations have the right values at the ends", () => {
    const { POSITIVE_INFINITY: inf, NaN: nan } = Number;
    const input = Float32Array.of(-inf, inf, nan, 0, -200, 200, -14.4, 1);
    for (const name of ["gelu", "gelu, tanh", "silu", "mish"]) {
      const [low, high, none, zero, small, large] = apply(name, input);
      expect(
        [low, high, none, zero, small, large].map((y) => y! + 0),
        name,
      ).toEqual([0, inf, nan, 0, 0, 200]);
    }
    expect([...apply("softplus", input)].slice(0, 3)).toEqual([0, inf, nan]);
    expect([...apply("elu", input)].slice(0, 4)).toEqual([-1, inf, nan, 0]);
    expect([...apply("rsqrt", Float32Array.of(0, inf, -1, 4))]).toEqual([inf, 0, nan, 0.5]);
  });
});

describe("float64 references", () => {
  test("erf and erfc are as tables have them, and one another's complement", () => {
    // Abramowitz & Stegun, table 7.1 and 7.3; erfc(5), erfc(10) from the same integral at high precision.
    expect(erf(0.5)).toBeCloseTo(0.5204998778130465, 15);
    expect(erf(2)).toBeCloseTo(0.9953222650189527, 15);
    expect(erfc(5) / 1.5374597944280349e-12 - 1).toBeCloseTo(0, 12);
    expect(erfc(10) / 2.088487583762545e-45 - 1).toBeCloseTo(0, 12);
    for (const x of [2, 2.1, 2.5, 3, 3.5]) expect(erf(x) + erfc(x)).toBeCloseTo(1, 14);
    expect(erfc(-1)).toBe(1 + erf(1));
  });
});

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

  test.each(["sin", "cos"] as const)("%s is within 2 ulp up to 12,867, in [-1, 1] beyond", (name) => {
    // Spread over all floats, evenly over the range, and next to each multiple of π/2, where most of x cancels.
    const inputs = [
      ...Array.from({ length: CHUNKS }, (_, chunk) => everyFloat(chunk, STRIDE)),
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
