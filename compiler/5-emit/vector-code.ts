/**
 * The vector builder of emission: turns the expressions of op files into lines of AssemblyScript, one temporary each,
 * and drops arithmetic that changes nothing.
 */
import type { V, VectorBuilder, VectorFunction } from "../support/vector-builder.ts";
import type { SimdLevel } from "./manifest.ts";

/** Names handed out and functions needed, shared by all blocks of one kernel. */
export class KernelScope {
  readonly level: SimdLevel;
  readonly functions = new Set<VectorFunction>();
  #next = 0;

  constructor(level: SimdLevel) {
    this.level = level;
  }

  name(prefix: string): string {
    return `${prefix}${this.#next++}`;
  }
}

/** Collects the lines of one place in a kernel: before its loops, or inside one. */
export class VectorCode implements VectorBuilder {
  readonly lines: string[] = [];
  readonly #scope: KernelScope;

  constructor(scope: KernelScope) {
    this.#scope = scope;
  }

  /** Makes an expression a named value here. */
  let(expression: string, prefix = "t"): V {
    const name = this.#scope.name(prefix);
    this.lines.push(`const ${name} = ${expression};`);
    return asV(name);
  }

  constant(value: number): V {
    return asV(`f32x4.splat(${literal(value)})`);
  }

  add(a: V, b: V): V {
    if (isConstant(a, 0)) return b;
    if (isConstant(b, 0)) return a;
    return this.let(`f32x4.add(${a}, ${b})`);
  }

  sub(a: V, b: V): V {
    return isConstant(b, 0) ? a : this.let(`f32x4.sub(${a}, ${b})`);
  }

  mul(a: V, b: V): V {
    if (isConstant(a, 1)) return b;
    if (isConstant(b, 1)) return a;
    return this.let(`f32x4.mul(${a}, ${b})`);
  }

  div(a: V, b: V): V {
    return isConstant(b, 1) ? a : this.let(`f32x4.div(${a}, ${b})`);
  }

  madd(a: V, b: V, c: V): V {
    if (isConstant(a, 1) || isConstant(b, 1) || isConstant(c, 0)) return this.add(this.mul(a, b), c);
    return this.let(multiplyAdd(this.#scope.level, `${a}`, `${b}`, `${c}`));
  }

  neg(a: V): V {
    return this.let(`f32x4.neg(${a})`);
  }

  abs(a: V): V {
    return this.let(`f32x4.abs(${a})`);
  }

  sqrt(a: V): V {
    return this.let(`f32x4.sqrt(${a})`);
  }

  floor(a: V): V {
    return this.let(`f32x4.floor(${a})`);
  }

  min(a: V, b: V): V {
    return this.let(`f32x4.${isNumber(b) ? "pmin" : "min"}(${a}, ${b})`);
  }

  max(a: V, b: V): V {
    return this.let(`f32x4.${isNumber(b) ? "pmax" : "max"}(${a}, ${b})`);
  }

  less(a: V, b: V): V {
    return this.let(`f32x4.lt(${a}, ${b})`);
  }

  lessEqual(a: V, b: V): V {
    return this.let(`f32x4.le(${a}, ${b})`);
  }

  equal(a: V, b: V): V {
    return this.let(`f32x4.eq(${a}, ${b})`);
  }

  select(mask: V, a: V, b: V): V {
    return this.let(`v128.bitselect(${a}, ${b}, ${mask})`);
  }

  call(name: VectorFunction, ...args: V[]): V {
    this.#scope.functions.add(name);
    return this.let(`${name}(${args.join(", ")})`);
  }
}

/** a · b + c as one expression. */
export function multiplyAdd(level: SimdLevel, a: string, b: string, c: string): string {
  return level === "baseline" ? `f32x4.add(f32x4.mul(${a}, ${b}), ${c})` : `f32x4.relaxed_madd(${a}, ${b}, ${c})`;
}

export function asV(expression: string): V {
  return expression as unknown as V;
}

/** A float32 literal: the number as written rounds to the nearest float32 when the text is read. */
export function literal(value: number): string {
  if (Number.isNaN(value)) return "f32.NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  const text = String(value);
  return Number.isInteger(value) && !text.includes("e") ? `${text}.0` : text;
}

/**
 * A constant but NaN. The pseudo-minimum and -maximum with it as second operand give NaN where the first is, as the IEEE ones
 * do (of −0 and 0 they take the first); in V8 they are one instruction where those are eight.
 */
function isNumber(v: V): boolean {
  return `${v}`.startsWith("f32x4.splat(") && !isConstant(v, Number.NaN);
}

function isConstant(v: V, value: number): boolean {
  return `${v}` === `f32x4.splat(${literal(value)})`;
}
