/**
 * A kernel's body as code. A value is computed where it changes: once a call (`scalar`), once a row, once a column, once a
 * column of each segment, or at each element. A kernel opens its loops and asks at each level for the values of that level.
 */

import type { Body, Operand } from "../4-plan/plan.ts";
import { opNamed } from "../ir/builder.ts";
import { InternalError } from "../support/diagnostic.ts";
import type { V } from "../support/vector-builder.ts";
import type { VectorCode } from "./vector-code.ts";

export type Rate = "scalar" | "row" | "column" | "segment" | "element";

/** The values known so far, by value number. */
export type Values = ReadonlyMap<number, V>;

export class BodyCode {
  readonly #body: Body;
  readonly #first: number;
  readonly #rates: Rate[];

  /** `given` values (a product's accumulator) come after the operands and are elements. */
  constructor(body: Body, given = 0) {
    this.#body = body;
    this.#first = body.operands.length + given;
    this.#rates = body.operands.map((operand) => operand.access);
    for (let i = 0; i < given; i++) this.#rates.push("element");
    for (const step of body.steps) this.#rates.push(step.args.map((arg) => this.#rates[arg]!).reduce(joined, "scalar"));
  }

  has(rate: Rate): boolean {
    return this.#rates.includes(rate);
  }

  /** Emits the values of one rate, given those of the rates around it. `load` is the expression that reads an operand. */
  emit(rate: Rate, code: VectorCode, known: Values, load: (operand: Operand, index: number) => string): Values {
    const values = new Map(known);
    for (const [number, own] of this.#rates.entries()) {
      if (own !== rate || values.has(number)) continue;
      const operand = this.#body.operands[number];
      values.set(
        number,
        operand === undefined ? this.#step(number, code, values) : code.let(load(operand, number), "x"),
      );
    }
    return values;
  }

  #step(number: number, code: VectorCode, values: Values): V {
    const step = this.#body.steps[number - this.#first];
    if (step === undefined) throw new InternalError(`a kernel's body has no value ${number}`);
    if (step.op === "constant") return code.constant((step.attrs.values as readonly number[])[0]!);
    const { lower } = opNamed(step.op);
    if (lower.kind !== "map") throw new InternalError(`${step.op} is not element-wise`);
    const args = step.args.map((arg) => values.get(arg)!);
    return lower.map(code, args, step.attrs);
  }
}

function joined(a: Rate, b: Rate): Rate {
  if (a === b || b === "scalar") return a;
  if (a === "scalar") return b;
  return a !== "row" && b !== "row" && a !== "element" && b !== "element" ? "segment" : "element";
}
