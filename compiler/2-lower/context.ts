/** What one run of lowering knows: the graph so far, the calls it is in, and its limits. */
import type { Block } from "../1-parse/ast.ts";
import { Builder } from "../ir/builder.ts";
import type { NamedValue } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import type { ReadTensor } from "../ops/definition/op.ts";
import type { AverageUse, OptimizerUse } from "../ops/definition/train-block.ts";
import type { DiagnosticSink, Extra, Label } from "../support/diagnostic.ts";
import type { DiagnosticCode, ErrorCode, WarningCode } from "../support/diagnostic-codes.ts";
import { positionOf } from "../support/position.ts";
import type { Span } from "../support/span.ts";
import type { VisibleBlocks } from "./imports.ts";
import { createNames, type Names } from "./names.ts";
import { createUses, type Uses } from "./scope.ts";

/** Calls of operators and blocks, and tensor arithmetic. */
const MAX_STEPS = 100_000;
const MAX_ITERATIONS = 10_000;
/** Nesting of expressions and statements, and of block calls; keeps within the machine's stack. */
const MAX_DEPTH = 600;
const MAX_CALLS = 50;

export interface BlockCall {
  readonly block: Block;
  readonly span: Span;
}

export interface Context {
  readonly sink: DiagnosticSink;
  readonly b: Builder;
  readonly blocks: VisibleBlocks;
  /** Reads what `from_file` names. */
  readonly readTensor: ReadTensor | undefined;
  readonly names: Names;
  readonly uses: Uses;
  readonly inputs: Node[];
  readonly parameters: Node[];
  readonly states: Node[];
  readonly outputs: NamedValue[];
  /** Where the name of each input, output and metric was given. */
  readonly declared: Map<string, Span>;
  /** Blocks that were called at least once. */
  readonly called: Set<Block>;
  /** The block calls that lead here, outermost first. */
  readonly calls: BlockCall[];
  /** The text was mended by the parser: a name may be unknown because its statement was dropped. */
  readonly mended: boolean;
  /** The lines with errors from before, from which what else is wrong there may follow. */
  readonly spoilt: ReadonlySet<string>;
  training?: Training;
  /** Inside a layer or block with `trainable: false`. */
  frozen: boolean;
  /** Places that draw random bits in every step. */
  randomSites: number;
  /** Set when a limit was passed: nothing more is lowered. */
  stopped: boolean;
  errors: number;
  steps: number;
  iterations: number;
  depth: number;
}

export interface Training {
  optimizer?: OptimizerUse;
  average?: AverageUse;
  readonly span: Span;
}

export function createContext(
  sink: DiagnosticSink,
  blocks: VisibleBlocks,
  readTensor: ReadTensor | undefined,
): Context {
  return {
    sink,
    b: new Builder(),
    blocks,
    readTensor,
    names: createNames(),
    uses: createUses(),
    inputs: [],
    parameters: [],
    states: [],
    outputs: [],
    declared: new Map(),
    called: new Set(),
    calls: [],
    mended: sink.hasErrors,
    spoilt: new Set(sink.diagnostics.map(({ primary }) => lineOf(primary.span))),
    frozen: false,
    randomSites: 0,
    stopped: false,
    errors: 0,
    steps: 0,
    iterations: 0,
    depth: 0,
  };
}

/** Reports a mistake, once even if a loop or a block's calls run into it again, with the calls that lead to it. */
export function report(context: Context, code: ErrorCode, message: string, span: Span, extra: Extra = {}): void {
  context.errors++;
  if (isReported(context, code, span) || context.spoilt.has(lineOf(span))) return;
  const trail = context.calls
    .slice(-2)
    .reverse()
    .map(({ block, span }): Label => ({ span, text: `in this call of ${block.name.text}` }));
  context.sink.error(code, message, span, { ...extra, related: [...(extra.related ?? []), ...trail] });
}

function lineOf({ source, start }: Span): string {
  return `${positionOf(source, start).line} ${source.path}`;
}

const NO_BLOCKS: ReadonlyMap<string, Block> = new Map();

/** The blocks that a call at that place may name. */
export function blocksAt({ blocks }: Context, { source }: Span): ReadonlyMap<string, Block> {
  return blocks.get(source) ?? NO_BLOCKS;
}

/** Whether what is unknown may be defined in a part of the text that the parser could not read and has reported. */
export function isDropped(context: Context, { source }: Span, definition: RegExp): boolean {
  if (!context.mended || !definition.test(source.text)) return false;
  context.errors++;
  return true;
}

export function warn(context: Context, code: WarningCode, message: string, span: Span): void {
  if (!isReported(context, code, span)) context.sink.warning(code, message, span);
}

function isReported({ sink }: Context, code: DiagnosticCode, { source, start, end }: Span): boolean {
  return sink.diagnostics.some((diagnostic) => {
    const { span } = diagnostic.primary;
    return diagnostic.code === code && span.source === source && span.start === start && span.end === end;
  });
}

/** Runs one level deeper; `otherwise` when that, or what was done so far, is too much. */
export function nested<T>(context: Context, span: Span, otherwise: T, run: () => T): T {
  if (context.stopped) return otherwise;
  if (context.depth >= MAX_DEPTH) {
    stop(context, "nested-too-deeply", `this nests deeper than ${MAX_DEPTH} levels`, span);
    return otherwise;
  }
  context.depth++;
  const result = run();
  context.depth--;
  return result;
}

/** Runs a block's body inside the calls that lead to it; undefined when there are too many. */
export function insideCall<T>(context: Context, call: BlockCall, run: () => T): T | undefined {
  if (context.calls.length >= MAX_CALLS) {
    stop(context, "nested-too-deeply", `blocks call blocks more than ${MAX_CALLS} levels deep`, call.span);
    return undefined;
  }
  context.calls.push(call);
  const result = run();
  context.calls.pop();
  return result;
}

/** Counts one call or tensor operation; false when the limit is passed. */
export function countStep(context: Context, span: Span): boolean {
  if (++context.steps > MAX_STEPS) stop(context, "too-large", `the model has more than ${MAX_STEPS} operations`, span);
  return !context.stopped;
}

/** Counts one turn of a loop; false when the limit is passed. */
export function countIteration(context: Context, span: Span): boolean {
  if (++context.iterations > MAX_ITERATIONS)
    stop(context, "too-large", `the loops take more than ${MAX_ITERATIONS} turns`, span);
  return !context.stopped;
}

function stop(context: Context, code: ErrorCode, message: string, span: Span): void {
  if (!context.stopped) report(context, code, message, span);
  context.stopped = true;
}
