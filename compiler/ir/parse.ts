/**
 * Text (`.ir`, see print.ts) → graph, by recursive descent over a token list. Types are taken as written: verify.ts
 * compares them with the ops' shape rules. `//` comments are allowed and dropped.
 */
import type { TableEntry } from "../ops/define.ts";
import type { AverageUse, OptimizerUse, ScheduleUse } from "../ops/definition/train-block.ts";
import { findEntry, findOp } from "../ops/index.ts";
import { NOWHERE } from "../support/span.ts";
import { type Graph, type GraphEntry, type NamedValue, ROLES, type StateUpdate } from "./graph.ts";
import type { Attrs, AttrValue, Node } from "./node.ts";
import { TokenReader } from "./tokens.ts";
import { type Dim, DTYPE_BYTES, type DType, type TensorType } from "./type.ts";

const ENTRIES: readonly GraphEntry[] = ["model", "init", "infer", "evaluate", "train", "recalibrate"];

/** The graph as its lines are read. */
interface Draft {
  readonly nodes: Map<string, Node>;
  readonly outputs: NamedValue[];
  readonly updates: StateUpdate[];
  optimizer?: OptimizerUse;
  /** The learning rate's, first to last. */
  readonly schedules: ScheduleUse[];
  average?: AverageUse;
}

/** Throws a `UserError` with the line's number where the text is not a graph. */
export function parseGraph(text: string): Graph {
  const reader = new TokenReader(text);
  reader.expect("graph");
  const name = reader.name();
  const entry = oneOf(reader, ENTRIES, "an entry");
  reader.expect("{");
  const draft: Draft = { nodes: new Map(), outputs: [], updates: [], schedules: [] };
  while (!reader.accept("}")) parseLine(reader, draft);
  reader.end();

  const nodes = [...draft.nodes.values()];
  const { optimizer, average } = draft;
  const schedule = draft.schedules.reduceRight<ScheduleUse | undefined>(
    (next, use) => (next === undefined ? use : { ...use, next }),
    undefined,
  );
  const training = {
    ...(optimizer && { optimizer: { ...optimizer, ...(schedule && { schedule }) } }),
    ...(average && { average }),
  };
  return {
    name,
    entry,
    inputs: nodes.filter((node) => node.op.name === "input" || node.op.name === "argument"),
    parameters: nodes.filter((node) => node.op.name === "parameter"),
    states: nodes.filter((node) => node.op.name === "state"),
    outputs: draft.outputs,
    updates: draft.updates,
    ...(optimizer === undefined && average === undefined ? {} : { training }),
  };
}

function parseLine(reader: TokenReader, draft: Draft): void {
  // A node may be called `update`: only a second name makes a word a keyword.
  const keyword = reader.nextIs("=") ? undefined : reader.peek();
  const role = ROLES.find((candidate) => candidate === keyword);
  if (role !== undefined) {
    reader.skip();
    const name = reader.name();
    reader.expect("=");
    draft.outputs.push({ name, role, node: parseUse(reader, draft) });
  } else if (keyword === "update") {
    reader.skip();
    const target = parseUse(reader, draft);
    reader.expect("=");
    draft.updates.push({ target, value: parseUse(reader, draft) });
  } else if (keyword === "optimizer") {
    draft.optimizer = parseEntry(reader, "optimizer");
  } else if (keyword === "schedule" || (keyword === "then" && draft.schedules.length > 0)) {
    draft.schedules.push(parseEntry(reader, "schedule"));
  } else if (keyword === "average") {
    draft.average = parseEntry(reader, "average");
  } else {
    parseNode(reader, draft);
  }
}

/** `optimizer adam {…}`: the keyword, then an entry of that kind. */
function parseEntry<K extends TableEntry["kind"]>(reader: TokenReader, kind: K) {
  reader.skip();
  const name = reader.name();
  const def = findEntry(name);
  if (def?.kind !== kind) reader.fail(`no ${kind} is called ${name}`);
  return { def: def as Extract<TableEntry, { kind: K }>, attrs: parseAttrs(reader) };
}

function parseNode(reader: TokenReader, draft: Draft): void {
  const { key, name } = reader.nodeName();
  if (draft.nodes.has(key)) reader.fail(`${key} is defined twice`);
  reader.expect("=");
  const opName = reader.name();
  const op = findOp(opName);
  if (op === undefined) reader.fail(`no op is called ${opName}`);
  const operands: Node[] = [];
  if (reader.accept("(")) {
    do operands.push(parseUse(reader, draft));
    while (reader.accept(","));
    reader.expect(")");
  }
  const attrs = parseAttrs(reader);
  reader.expect(":");
  const type = parseType(reader);
  draft.nodes.set(key, { op, operands, attrs, type, span: NOWHERE, ...(name === undefined ? {} : { name }) });
}

function parseUse(reader: TokenReader, draft: Draft): Node {
  const { key } = reader.nodeName();
  const node = draft.nodes.get(key);
  if (node === undefined) reader.fail(`${key} is not defined above`);
  return node;
}

export function parseAttrs(reader: TokenReader): Attrs {
  const attrs: Record<string, AttrValue> = {};
  if (!reader.accept("{")) return attrs;
  do {
    const name = reader.name();
    reader.expect("=");
    attrs[name] = parseValue(reader);
  } while (reader.accept(","));
  reader.expect("}");
  return attrs;
}

function parseValue(reader: TokenReader): AttrValue {
  if (reader.accept("true")) return true;
  if (reader.accept("false")) return false;
  if (reader.peek() === "[") return parseDims(reader);
  return reader.peek()?.startsWith('"') ? reader.name() : reader.number();
}

export function parseType(reader: TokenReader): TensorType {
  return { dtype: oneOf(reader, Object.keys(DTYPE_BYTES) as DType[], "a dtype"), shape: parseDims(reader) };
}

export function parseDims(reader: TokenReader): Dim[] {
  const dims: Dim[] = [];
  reader.expect("[");
  if (reader.accept("]")) return dims;
  do dims.push(parseDim(reader));
  while (reader.accept(","));
  reader.expect("]");
  return dims;
}

export function parseDim(reader: TokenReader): Dim {
  if (reader.accept("batch")) return { batch: 1 };
  const number = reader.number();
  if (!reader.accept("*")) return number;
  reader.expect("batch");
  return { batch: number };
}

export function oneOf<T extends string>(reader: TokenReader, words: readonly T[], what: string): T {
  const found = words.find((word) => word === reader.peek());
  if (found === undefined) return reader.failNext(`${what} (${words.join(", ")})`);
  reader.skip();
  return found;
}
