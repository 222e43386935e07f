/** What an expression means: a compile-time value, or a tensor of the graph. */
import type { Node } from "../ir/node.ts";
import { formatDim, formatType } from "../ir/type.ts";
import type { InitializerUse } from "../ops/definition/layer.ts";
import type { ScheduleUse } from "../ops/definition/train-block.ts";

export type Value =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "string"; readonly value: string }
  /** A bare name that stands for itself: `relu`, `channel`, `none`, `f32`. */
  | { readonly kind: "word"; readonly value: string }
  /** `k · batch`; plain dimensions are numbers. */
  | { readonly kind: "dim"; readonly batch: number }
  | { readonly kind: "list"; readonly items: readonly Value[] }
  | { readonly kind: "initializer"; readonly use: InitializerUse }
  | { readonly kind: "schedule"; readonly use: ScheduleUse }
  | { readonly kind: "tensor"; readonly node: Node }
  /** What failed and has been reported: whatever uses it says nothing more. */
  | { readonly kind: "error" };

export const ERROR: Value = { kind: "error" };

export function number(value: number): Value {
  return { kind: "number", value };
}

export function bool(value: boolean): Value {
  return { kind: "bool", value };
}

export function tensor(node: Node): Value {
  return { kind: "tensor", node };
}

/** The value as messages call it: `3`, `the word relu`, `a tensor f32[batch, 10]`. */
export function describe(value: Value): string {
  switch (value.kind) {
    case "number":
    case "bool":
      return String(value.value);
    case "string":
      return `the string ${JSON.stringify(value.value)}`;
    case "word":
      return `the word ${value.value}`;
    case "dim":
      return `the dimension ${formatDim({ batch: value.batch })}`;
    case "list":
      return describeList(value.items);
    case "initializer":
      return `the initializer ${value.use.op.name}`;
    case "schedule":
      return `the schedule ${value.use.def.name}`;
    case "tensor":
      return `a tensor ${formatType(value.node.type)}`;
    case "error":
      return "an error";
  }
}

/** A short list as it is written, a long one by its length. */
function describeList(items: readonly Value[]): string {
  const text = `[${items.map((item) => (item.kind === "word" ? item.value : describe(item))).join(", ")}]`;
  return text.length <= 40 ? text : `a list of ${items.length}`;
}
