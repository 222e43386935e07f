/** The examples of the operator table, each also with its sizes replaced by ragged ones, side by side in one graph. */
import type { Builder } from "../../compiler/ir/builder.ts";
import type { Attrs, AttrValue, Node } from "../../compiler/ir/node.ts";
import type { Tensor } from "../../compiler/ir/tensor.ts";
import { formatType, type Shape } from "../../compiler/ir/type.ts";
import type { Example, OpDef } from "../../compiler/ops/definition/op.ts";
import { isError } from "../../compiler/ops/definition/signature.ts";
import { exampleOperands, operandName } from "../ops/example-data.ts";

/** On both sides of a vector, of a tile and of a panel. */
const RAGGED = [1, 3, 16, 17, 40];

export interface Case {
  readonly title: string;
  readonly op: OpDef;
  readonly example: Example;
  readonly leaves: readonly Node[];
  readonly result: Node;
}

/** One case for every example, or for every replaced size too; the leaves of case n are the inputs `n.operand`. */
export function tableCases(b: Builder, ops: readonly OpDef[], sizes: "as given" | "ragged"): Case[] {
  const cases: Case[] = [];
  for (const op of ops) {
    for (const example of sizes === "ragged" ? op.examples.flatMap(withRaggedSizes) : op.examples) {
      const { types, attrs = {} } = example;
      if (isError(op.infer(types, attrs))) continue;
      const leaves = types.map((type, i) => b.leaf("input", `${cases.length}.${operandName(op, i)}`, type));
      const title = `${op.name}(${types.map(formatType).join(", ")}) ${JSON.stringify(attrs)}`;
      cases.push({ title, op, example, leaves, result: b.op(op.name, leaves, attrs) });
    }
  }
  return cases;
}

export function caseInputs(cases: readonly Case[], batch: number): Map<string, Tensor> {
  return new Map(
    cases.flatMap(({ title, example, leaves }) => {
      const operands = exampleOperands(example, batch, seedOf(title));
      return leaves.map((leaf, i) => [leaf.name!, operands[i]!] as const);
    }),
  );
}

/** The same numbers for a case whatever other cases there are. */
function seedOf(title: string): number {
  return [...title].reduce((hash, letter) => (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0, 7) % 65536;
}

/** The example, and for each size in it the example with that size replaced everywhere. */
function withRaggedSizes(example: Example): Example[] {
  const { types, attrs = {} } = example;
  const sizes = new Set([...types.map(({ shape }) => shape), ...Object.values(attrs).filter(isShape)].flat());
  const replaced = [...sizes].flatMap((size) =>
    typeof size !== "number" || size <= 1
      ? []
      : RAGGED.filter((ragged) => ragged !== size).map((ragged) => replaceSize(example, size, ragged)),
  );
  return [example, ...replaced];
}

function replaceSize({ types, attrs = {}, ...rest }: Example, size: number, by: number): Example {
  const replace = (shape: Shape) => shape.map((dim) => (dim === size ? by : dim));
  const replaceIn = ([name, value]: [string, AttrValue]) =>
    [name, name === "shape" && isShape(value) ? replace(value) : value] as const;
  return {
    ...rest,
    types: types.map((type) => ({ ...type, shape: replace(type.shape) })),
    attrs: Object.fromEntries(Object.entries(attrs).map(replaceIn)) as Attrs,
  };
}

function isShape(value: AttrValue): value is Shape {
  return Array.isArray(value);
}
