/** Buffers before they have a place in memory, and the names that every entry agrees on. */
import type { NamedValue } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import type { TensorType } from "../ir/type.ts";
import type { Layout } from "../ops/definition/lowering.ts";
import { InternalError } from "../support/diagnostic.ts";
import { layoutsAgree } from "./layout.ts";
import { type BufferRole, leafBufferName, outputBufferName, type PartOf } from "./plan.ts";

export interface DraftBuffer {
  readonly name: string;
  readonly role: BufferRole;
  readonly type: TensorType;
  readonly layout: Layout;
  /** The state whose next value this is. */
  readonly inPlaceOf?: string;
  /** The buffer whose panels these are, from `panel` on; it is part of no other. */
  readonly partOf?: PartOf;
  /** A constant's elements, row-major. */
  readonly values?: readonly number[];
}

/** The buffer of a leaf, the same in every entry. */
export function leafBuffer({ op, name = "", type }: Node): DraftBuffer {
  if (!isLeafRole(op.name)) throw new InternalError(`${op.name} is no leaf with a buffer`);
  const lasting = op.name === "parameter" || op.name === "state";
  const layout: Layout = lasting && !layoutsAgree(type) ? "panels" : "rows";
  return { name: leafBufferName(op.name, name), role: op.name, type, layout };
}

function isLeafRole(op: string): op is "parameter" | "state" | "input" | "argument" {
  return ["parameter", "state", "input", "argument"].includes(op);
}

export function outputBuffer(output: NamedValue): DraftBuffer {
  const role = output.role === "output" ? "output" : "result";
  return { name: outputBufferName(output), role, type: output.node.type, layout: "rows" };
}
