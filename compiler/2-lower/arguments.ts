/** Arguments of a call → operands and attributes of a table entry: by position, then by name. */
import type { Argument, Expression, Name } from "../1-parse/ast.ts";
import type { Node } from "../ir/node.ts";
import type { TableEntry } from "../ops/define.ts";
import type { LayerAttr } from "../ops/definition/layer.ts";
import type { OperandSpec } from "../ops/definition/signature.ts";
import type { Label } from "../support/diagnostic.ts";
import type { Span } from "../support/span.ts";
import { readAttribute } from "./attributes.ts";
import { constantOf } from "./constants.ts";
import { type Context, report } from "./context.ts";
import { evaluate } from "./expressions.ts";
import { type Site, toOperand } from "./operands.ts";
import type { Scope } from "./scope.ts";
import { didYouMean, nearest } from "./suggest.ts";

export interface Call {
  readonly callee: Name;
  readonly args: readonly Argument[];
  readonly span: Span;
}

/** A parameter of what is called. */
interface Slot {
  readonly name: string;
  readonly required: boolean;
  readonly doc?: string;
  /** Given by position alone. */
  readonly unnamed?: boolean;
}

/** Arguments that every layer and block takes unless it has a parameter of that name. */
export interface Universal {
  readonly name?: Argument;
  readonly trainable?: Argument;
}

const UNIVERSAL: readonly string[] = ["name", "trainable"] satisfies (keyof Universal)[];

export interface Assigned {
  readonly given: ReadonlyMap<string, Argument>;
  readonly universal: Universal;
  /** Arguments that fit no slot, already reported. */
  readonly stray: readonly Argument[];
  readonly complete: boolean;
}

/** Pairs arguments with slots; reports what is unknown, given twice or missing, with a label on a block's own text. */
export function assignArguments(
  context: Context,
  call: Call,
  slots: readonly Slot[],
  takesUniversal: boolean,
  definition?: Label,
): Assigned {
  const { callee } = call;
  const given = new Map<string, Argument>();
  const stray: Argument[] = [];
  const likely = new Set<string>();
  let complete = true;
  const universal = new Map<string, Argument>();
  let position = 0;
  for (const argument of call.args) {
    const slot = argument.name === undefined ? slots[position++]?.name : argument.name.text;
    const known = slot !== undefined && slots.some((candidate) => candidate.name === slot);
    const isUniversal = takesUniversal && !known && UNIVERSAL.includes(slot ?? "");
    const before = slot === undefined ? undefined : (universal.get(slot) ?? given.get(slot));
    const isLate = argument.name === undefined && [...given.values()].some((other) => other.name !== undefined);
    if (isLate || (before?.name !== undefined && argument.name !== undefined)) {
      // The parser has reported a position after a name, and a name given twice.
      stray.push(argument);
      complete = false;
    } else if (before !== undefined) {
      const related = [{ span: before.span, text: "first given here" }];
      report(context, "duplicate-argument", `${slot} is given twice`, argument.name?.span ?? argument.span, {
        related,
      });
      stray.push(argument);
    } else if (isUniversal) universal.set(slot!, argument);
    else if (known) given.set(slot, argument);
    else {
      stray.push(argument);
      complete = false;
      const meant = reportStray(context, call, slots, argument);
      if (meant !== undefined) likely.add(meant);
    }
  }
  const missing = slots.filter((slot) => slot.required && !given.has(slot.name) && !likely.has(slot.name));
  if (missing.length > 0) {
    complete = false;
    const names = missing.map((slot) => slot.name).join(" and ");
    const help = missing.flatMap((slot) => (slot.doc === undefined ? [] : [`${slot.name}: ${slot.doc}`])).join("; ");
    report(context, "missing-argument", `${callee.text} needs ${names}`, callee.span, {
      ...(definition === undefined ? {} : { related: [definition] }),
      ...(help === "" ? {} : { help }),
    });
  }
  return { given, universal: Object.fromEntries(universal), stray, complete };
}

/** Reports an argument that the callee doesn't take; gives the slot that was probably meant. */
function reportStray(context: Context, call: Call, slots: readonly Slot[], argument: Argument): string | undefined {
  const { callee } = call;
  const names = slots.flatMap((slot) => (slot.unnamed === true ? [] : [slot.name]));
  if (argument.name === undefined) {
    const count = `${names.length} argument${names.length === 1 ? "" : "s"}, got ${call.args.length}`;
    const message = `${callee.text} takes ${names.length === 0 ? "no arguments" : count}`;
    report(context, "unknown-argument", message, argument.span);
    return undefined;
  }
  const meant = nearest(argument.name.text, names);
  const takes = names.length === 0 ? "no arguments" : names.join(", ");
  const hint = meant === undefined ? { help: `${callee.text} takes ${takes}` } : didYouMean(argument.name.text, names);
  report(context, "unknown-argument", `${callee.text} has no argument ${argument.name.text}`, argument.name.span, hint);
  return meant;
}

export interface Bound {
  readonly operands: readonly Node[];
  readonly attrs: Readonly<Record<string, LayerAttr>>;
  readonly universal: Universal;
  readonly site: Site;
}

/** Undefined when an argument is wrong, which is then reported. Every argument is evaluated, so that each can be. */
export function bindArguments(context: Context, scope: Scope, entry: TableEntry, call: Call): Bound | undefined {
  const isInitializer = entry.kind === "op" && entry.initializer !== undefined;
  const specs = entry.attrs.filter((attr) => attr.derived !== true);
  const operandSpecs = isInitializer ? [] : operandsOf(entry, call);
  const slots: Slot[] = [
    ...operandSpecs.map(({ optional, ...spec }) => ({ ...spec, required: optional !== true })),
    ...specs.map((spec) => ({ ...spec, required: spec.default === undefined && spec.optional !== true })),
  ];
  const assigned = assignArguments(context, call, slots, entry.kind === "layer");
  let failed = !assigned.complete;
  for (const { value } of assigned.stray) evaluate(context, scope, value);

  const operands: Node[] = [];
  const operandSpans: Span[] = [];
  for (const { name, list } of operandSpecs) {
    const expression = assigned.given.get(name)?.value;
    if (expression === undefined) continue;
    const node = operandOf(context, scope, expression, { what: `${call.callee.text}'s ${name}`, list: list === true });
    if (node === undefined) failed = true;
    else operands.push(node);
    operandSpans.push(expression.span);
  }

  const attrs: Record<string, LayerAttr> = {};
  const attrSpans = new Map<string, Span>();
  for (const spec of specs) {
    const expression = assigned.given.get(spec.name)?.value;
    const value = expression === undefined ? spec.default : readAttribute(context, scope, spec, expression);
    if (expression !== undefined) attrSpans.set(spec.name, expression.span);
    if (value !== undefined) attrs[spec.name] = value;
    else if (expression !== undefined) failed = true;
  }
  if (failed) return undefined;
  const site = { span: call.span, callee: call.callee.span, operands: operandSpans, attrs: attrSpans };
  return { operands, attrs, site, universal: assigned.universal };
}

/** The operands that the call may have: a variadic one once for each argument that is left for it. */
function operandsOf({ operands }: TableEntry, { args }: Call): readonly (OperandSpec & Pick<Slot, "unnamed">)[] {
  const last = operands.at(-1);
  if (last?.variadic !== true) return operands;
  const positions = args.filter((argument) => argument.name === undefined).length;
  const more = Math.max(0, positions - operands.length);
  const repeated = Array.from({ length: more }, (_, i) => ({ ...last, name: `${last.name} ${i + 2}`, unnamed: true }));
  return [...operands, ...repeated];
}

interface Asked {
  /** What messages call the operand. */
  readonly what: string;
  readonly list: boolean;
}

function operandOf(context: Context, scope: Scope, expression: Expression, asked: Asked): Node | undefined {
  const value = evaluate(context, scope, expression);
  const given = asked.list && value.kind === "list" ? constantOf(context, value, expression) : value;
  return toOperand(context, given, expression, asked.what);
}
