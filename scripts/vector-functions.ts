/**
 * The element-wise functions of one operand whose accuracy is measured, each with its meaning in float64 and the largest
 * error that it may have; and the measuring: outputs of a module against the meaning, in units of the last place.
 */

import type { SimdLevel } from "../compiler/5-emit/manifest.ts";
import { asV, KernelScope, VectorCode } from "../compiler/5-emit/vector-code.ts";
import { assemble } from "../compiler/6-assemble/assemble.ts";
import { loadRuntime } from "../compiler/6-assemble/load-runtime.ts";
import { opNamed } from "../compiler/ir/builder.ts";
import type { Attrs } from "../compiler/ir/node.ts";
import { erf, erfc } from "../compiler/ir/special.ts";
import type { VectorFunction } from "../compiler/support/vector-builder.ts";

export interface MeasuredFunction {
  readonly name: string;
  /** The op, where it is not called as the function; none for a function of runtime-as that no op is alone. */
  readonly op?: string;
  readonly attrs?: Attrs;
  readonly exact: (x: number) => number;
  /** In units of the last place. */
  readonly bound: number;
  /** Beyond these the bound is not claimed. */
  readonly within?: readonly [number, number];
}

/** π/2 is no float; up to here its multiples are taken off exactly. */
export const TURNS_END = 12867;

/** Below, eˣ is subnormal, and so its product with x is less exact. */
const NORMAL = -87;

const logistic = (x: number) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)));
/** −∞ · 0 is meant to be 0. */
const times = (x: number, share: number) => (share === 0 ? 0 : x * share);

export const MEASURED: readonly MeasuredFunction[] = [
  { name: "exp", exact: Math.exp, bound: 2 },
  { name: "expm1", exact: Math.expm1, bound: 2 },
  { name: "log", exact: Math.log, bound: 2 },
  { name: "log1p", exact: Math.log1p, bound: 2 },
  { name: "tanh", exact: Math.tanh, bound: 2 },
  { name: "sigmoid", exact: logistic, bound: 2 },
  { name: "erf", exact: erf, bound: 4 },
  { name: "rsqrt", exact: (x) => 1 / Math.sqrt(x), bound: 2 },
  { name: "sqrt", exact: Math.sqrt, bound: 0.5 },
  { name: "sin", exact: Math.sin, bound: 2, within: [-TURNS_END, TURNS_END] },
  { name: "cos", exact: Math.cos, bound: 2, within: [-TURNS_END, TURNS_END] },
  {
    name: "gelu",
    attrs: { approximate: "none" },
    exact: (x) => times(x, 0.5 * erfc(-x * Math.SQRT1_2)),
    bound: 4,
    within: [-10, Infinity],
  },
  {
    name: "gelu, tanh",
    op: "gelu",
    attrs: { approximate: "tanh" },
    exact: (x) => times(x, logistic(2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
    bound: 4,
    within: [-10, Infinity],
  },
  { name: "silu", exact: (x) => times(x, logistic(x)), bound: 3, within: [NORMAL, Infinity] },
  { name: "softplus", exact: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), bound: 3 },
  { name: "elu", attrs: { alpha: 1 }, exact: (x) => (x > 0 ? x : Math.expm1(x)), bound: 2 },
  {
    name: "mish",
    exact: (x) => {
      const w = Math.exp(Math.min(x, 30));
      return times(x, (w * (w + 2)) / (w * (w + 2) + 2));
    },
    bound: 5,
    within: [NORMAL, Infinity],
  },
];

export type Apply = (name: string, input: Float32Array) => Float32Array;

/** The most inputs of one call. */
export const CHUNK = 1 << 18;

/** A module with every measured function; the result of a call is valid until the next. */
export async function vectorModule(level: SimdLevel): Promise<Apply> {
  const scope = new KernelScope(level);
  const maps = MEASURED.map(({ name, op = name, attrs = {} }, index) => {
    const code = new VectorCode(scope);
    const result = mapped(op, code, attrs);
    return `export function f${index}(source: usize, result: usize, count: i32): void {
      for (let i = 0; i < count; i += 4) {
        const x = v128.load(source + (i << 2));
        ${code.lines.join("\n        ")}
        v128.store(result + (i << 2), ${result});
      }
    }`;
  });
  const source = [`import { ${[...scope.functions].join(", ")} } from "./runtime-as/index";`, ...maps].join("\n");
  const [from, to] = [64, 64 + 4 * CHUNK];
  const memoryPages = Math.ceil((to + 4 * CHUNK) / 65536);
  const { wasm } = await assemble(source, { simd: level, memoryPages, segments: [], runtime: loadRuntime() });
  const { instance } = await WebAssembly.instantiate(wasm as Uint8Array<ArrayBuffer>);
  const { buffer } = instance.exports.memory as WebAssembly.Memory;
  const [inputs, outputs] = [new Float32Array(buffer, from, CHUNK), new Float32Array(buffer, to, CHUNK)];
  const indices = new Map(MEASURED.map(({ name }, index) => [name, index]));
  return (name, input) => {
    inputs.set(input);
    const call = instance.exports[`f${indices.get(name)}`] as (source: number, result: number, count: number) => void;
    call(from, to, input.length);
    return outputs.subarray(0, input.length);
  };
}

function mapped(op: string, code: VectorCode, attrs: Attrs) {
  const x = asV("x");
  if (op === "expm1" || op === "log1p") return code.call(op satisfies VectorFunction, x);
  const { lower } = opNamed(op);
  if (lower.kind !== "map") throw new Error(`${op} is not element-wise`);
  return lower.map(code, [x], attrs);
}

export interface Worst {
  readonly ulps: number;
  readonly x: number;
}

/** The largest error of outputs, and where. */
export function worstOf(
  { exact, within: [low, high] = [-Infinity, Infinity] }: MeasuredFunction,
  input: Float32Array,
  output: Float32Array,
): Worst {
  let worst: Worst = { ulps: 0, x: 0 };
  for (let i = 0; i < input.length; i++) {
    const x = input[i]!;
    if ((x < low || x > high) && Number.isFinite(x)) continue;
    const error = ulps(output[i]!, exact(x));
    if (error > worst.ulps) worst = { ulps: error, x };
  }
  return worst;
}

/** `got` may be ∞ where a number is beyond all floats, and NaN only where that is meant. */
export function ulps(got: number, exact: number): number {
  if (got === exact || (Number.isNaN(got) && Number.isNaN(exact))) return 0;
  if (Number.isNaN(got) || Number.isNaN(exact)) return Number.POSITIVE_INFINITY;
  if (!Number.isFinite(got)) return got > 0 === exact > 0 && Math.abs(exact) > 3.4028234e38 ? 1 : got;
  if (!Number.isFinite(exact)) return Number.POSITIVE_INFINITY;
  return Math.abs(got - exact) / ulpAt(exact);
}

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/** The distance between neighbouring floats around a number: 2^(exponent − 23), at least 2^-149. */
export function ulpAt(x: number): number {
  double[0] = x;
  const exponent = ((words[1]! >>> 20) & 2047) - 1023;
  return 2 ** (Math.max(-126, exponent) - 23);
}

/** Bit patterns `chunk` · CHUNK + … of every `stride`-th, with all low bits in turn: all signs, subnormals, ∞ and NaN. */
export function everyFloat(chunk: number, stride: number): Float32Array {
  const patterns = new Uint32Array(CHUNK);
  for (let i = 0; i < CHUNK; i++) patterns[i] = (chunk * CHUNK + i) * stride + ((i * 13) % stride);
  return new Float32Array(patterns.buffer);
}
