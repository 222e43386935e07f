/** Applying ops to what a user wrote: values as operands, and shape errors as diagnostics at the argument at fault. */
import type { Expression } from "../1-parse/ast.ts";
import type { Attrs, Node } from "../ir/node.ts";
import { formatType } from "../ir/type.ts";
import type { OpDef } from "../ops/definition/op.ts";
import { isError, type SignatureError } from "../ops/definition/signature.ts";
import type { Label } from "../support/diagnostic.ts";
import type { Span } from "../support/span.ts";
import { type Context, report } from "./context.ts";
import { fitsMemory } from "./memory.ts";
import { describe, ERROR, tensor, type Value } from "./values.ts";

/** Where the parts of a call stand in the text. */
export interface Site {
  /** The span of the nodes that the call makes. */
  readonly span: Span;
  /** Where an error goes that no argument is to blame for. */
  readonly callee: Span;
  readonly operands: readonly Span[];
  readonly attrs?: ReadonlyMap<string, Span>;
}

/** The node that a value is as an operand; a number becomes a constant. `what` names it in messages. */
export function toOperand(context: Context, value: Value, expression: Expression, what: string): Node | undefined {
  switch (value.kind) {
    case "tensor":
      return value.node;
    case "number":
      if (Number.isFinite(Math.fround(value.value))) {
        context.b.span = expression.span;
        return context.b.constant(value.value);
      }
      report(context, "bad-number", `${value.value} is too large for f32`, expression.span);
      return undefined;
    case "error":
      return undefined;
    default: {
      const help = value.kind === "word" ? { help: `to apply an operator, call it: ${value.value}(…)` } : {};
      report(context, "type-mismatch", `${what} must be a tensor, got ${describe(value)}`, expression.span, help);
      return undefined;
    }
  }
}

export function applyOp(context: Context, op: OpDef, operands: readonly Node[], attrs: Attrs, site: Site): Value {
  context.b.span = site.span;
  const node = context.b.tryOp(op, operands, attrs);
  if (!isError(node)) return fitsMemory(context, node.type, site.callee, "the result") ? tensor(node) : ERROR;
  reportSignature(context, node, operands, site);
  return ERROR;
}

/** Reports at the smallest span that the error names, with labels on what made the operands. */
export function reportSignature(context: Context, error: SignatureError, operands: readonly Node[], site: Site): void {
  const at = error.operand === undefined ? undefined : site.operands[error.operand];
  const attr = error.attr === undefined ? undefined : site.attrs?.get(error.attr);
  const span = at ?? attr ?? site.callee;
  // Without an operand to blame, the first two are shown: the parts of a broadcast.
  const involved = error.operand === undefined ? [0, 1] : [error.operand, 0];
  const related = [...new Set(involved)].flatMap((index) => {
    const node = operands[index];
    return node === undefined ? [] : origin(node, [span, site.operands[index]]);
  });
  const code = error.code ?? (error.attr === undefined ? "shape-mismatch" : "bad-attribute");
  const blamed = at === undefined || error.operand === undefined ? undefined : operands[error.operand];
  const label = error.label ?? (blamed === undefined ? undefined : formatType(blamed.type));
  report(context, code, error.error, span, {
    ...(label === undefined ? {} : { label }),
    related: related.filter((label, i) => related.findIndex((other) => other.span === label.span) === i),
    ...(error.help === undefined ? {} : { help: withArgument(error.help, at) }),
  });
}

/** A label on what made the node, unless it is one of the spans that are shown anyway. */
export function origin(node: Node, shown: readonly (Span | undefined)[]): Label[] {
  const { span } = node;
  const isShown = (other: Span | undefined) =>
    other?.source === span.source && other.start === span.start && other.end === span.end;
  if (shown.some(isShown)) return [];
  return [{ span, text: `${formatType(node.type)} comes from here` }];
}

/** Help speaks of the argument as `…`: `cast(…, dtype: f32)`. */
function withArgument(help: string, span: Span | undefined): string {
  return span === undefined ? help : help.replace("…", shortText(span));
}

/** What the span covers, if it is short enough to be repeated in help. */
export function shortText({ source, start, end }: Span): string {
  const text = source.text.slice(start, end);
  return text.length > 24 || text.includes("\n") ? "…" : text;
}
