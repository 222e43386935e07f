/** Expressions → attributes, by the kind that an AttrSpec asks for. */
import type { Expression } from "../1-parse/ast.ts";
import type { Dim } from "../ir/type.ts";
import type { LayerAttr } from "../ops/definition/layer.ts";
import type { OpDef } from "../ops/definition/op.ts";
import type { AttrSpec } from "../ops/definition/signature.ts";
import { ENTRIES, findEntry, findOp } from "../ops/index.ts";
import { type Context, report } from "./context.ts";
import { evaluate } from "./expressions.ts";
import { origin } from "./operands.ts";
import { lookup, type Scope } from "./scope.ts";
import { didYouMean, didYouMeanEntry } from "./suggest.ts";
import { describe, type Value } from "./values.ts";

const DTYPES = ["f32", "i32", "u8", "i8"];

/** Why a value is not what the attribute needs: `must be an integer`, and maybe what to do. */
interface Complaint {
  readonly wrong: string;
  readonly help?: string;
}

type Read = { readonly value: LayerAttr } | Complaint;

/** The attribute's value; undefined when it is wrong, which is then reported. */
export function readAttribute(
  context: Context,
  scope: Scope,
  spec: AttrSpec,
  expression: Expression,
): LayerAttr | undefined {
  const value = takesWords(spec) ? evaluateWord(context, scope, expression) : evaluate(context, scope, expression);
  if (value.kind === "error") return undefined;
  if (value.kind === "tensor") {
    report(context, "not-constant", `${spec.name} must be known at compile time, got a tensor`, expression.span, {
      related: origin(value.node, [expression.span]),
    });
    return undefined;
  }
  if (value.kind === "dim" && ["int", "float", "axes", "rate", "pair"].includes(spec.kind)) {
    const message = `${spec.name} must be known at compile time, and batch is chosen at run time`;
    report(context, "batch-dimension", message, expression.span);
    return undefined;
  }
  const read = READERS[spec.kind](value, spec);
  // A schedule has checked its rates itself.
  const wrong =
    "wrong" in read
      ? read.wrong
      : value.kind === "schedule" || (spec.orNone === true && read.value === "none")
        ? undefined
        : spec.check?.(read.value as never);
  if (wrong === undefined) return (read as { value: LayerAttr }).value;
  const help = "wrong" in read && read.help !== undefined ? { help: read.help } : {};
  report(
    context,
    "bad-attribute",
    `${spec.name} ${wrong}, got ${value.kind === "word" ? value.value : describe(value)}`,
    expression.span,
    help,
  );
  return undefined;
}

function takesWords(spec: AttrSpec): boolean {
  return spec.orNone === true || ["string", "activation", "initializer", "dtype", "padding"].includes(spec.kind);
}

/** A bare name is a word here, unless it is bound to something that can be one: a tensor called `relu` is not meant. */
function evaluateWord(context: Context, scope: Scope, expression: Expression): Value {
  if (expression.kind === "name") {
    const bound = lookup(scope, expression.name.text)?.value.kind;
    const meant = bound !== undefined && ["word", "string", "initializer", "error", "number", "bool"].includes(bound);
    if (!meant) return { kind: "word", value: expression.name.text };
  }
  return evaluate(context, scope, expression);
}

const READERS: Readonly<Record<AttrSpec["kind"], (value: Value, spec: AttrSpec) => Read>> = {
  int: (value) =>
    value.kind === "number" && Number.isSafeInteger(value.value)
      ? { value: value.value }
      : { wrong: "must be an integer" },
  float: (value, { orNone }) => {
    if (value.kind === "number") return { value: value.value };
    if (orNone === true && wordOf(value) === "none") return { value: "none" };
    return { wrong: orNone === true ? "must be a number or none" : "must be a number" };
  },
  bool: (value) => (value.kind === "bool" ? { value: value.value } : { wrong: "must be true or false" }),
  string: readString,
  shape: readShape,
  axes: readAxes,
  activation: readActivation,
  initializer: readInitializer,
  numbers: readNumbers,
  pair: readPair,
  padding: readPadding,
  rate: readRate,
  dtype: (value) => {
    const text = wordOf(value);
    return text !== undefined && DTYPES.includes(text) ? { value: text } : { wrong: `must be ${anyOf(DTYPES)}` };
  },
};

function wordOf(value: Value): string | undefined {
  return value.kind === "word" || value.kind === "string" ? value.value : undefined;
}

function readString(value: Value, { oneOf }: AttrSpec): Read {
  const text = wordOf(value);
  if (text !== undefined && (oneOf === undefined || oneOf.includes(text))) return { value: text };
  return oneOf === undefined
    ? { wrong: "must be a string" }
    : { wrong: `must be ${anyOf(oneOf)}`, ...didYouMean(text ?? "", oneOf) };
}

function readShape(value: Value): Read {
  if (value.kind !== "list") return { wrong: "must be a list of dimensions" };
  const dims: Dim[] = [];
  for (const item of value.items) {
    if (item.kind === "dim") dims.push({ batch: item.batch });
    else if (item.kind === "number" && Number.isSafeInteger(item.value)) dims.push(item.value);
    else return { wrong: "must be a list of integers and batch" };
  }
  return { value: dims };
}

function readAxes(value: Value): Read {
  const items = value.kind === "list" ? value.items : [value];
  const axes = items.flatMap((item) =>
    item.kind === "number" && Number.isSafeInteger(item.value) ? [item.value] : [],
  );
  return axes.length === items.length ? { value: axes } : { wrong: "must be an integer or a list of integers" };
}

function isActivation(op: OpDef): boolean {
  const required = op.attrs.some((attr) => attr.default === undefined && attr.optional !== true);
  return op.internal !== true && op.operands.length === 1 && op.lower.kind === "map" && !required;
}

function readActivation(value: Value): Read {
  const text = wordOf(value);
  if (text === "none") return { value: "none" };
  const op = text === undefined ? undefined : findOp(text);
  if (op !== undefined && isActivation(op)) return { value: op.name };
  const wrong = "must be an element-wise operator of one operand, or none";
  if (op !== undefined && op.internal !== true && op.operands.length === 1 && op.initializer === undefined) {
    return { wrong, help: `apply it to the result: ${op.name}(…)` };
  }
  const known = ENTRIES.filter((entry) => entry.kind === "op" && isActivation(entry)).map((entry) => entry.name);
  return { wrong, ...didYouMeanEntry(text ?? "", [...known, "none"]) };
}

function readInitializer(value: Value): Read {
  if (value.kind === "initializer") return { value: value.use };
  const text = wordOf(value);
  const entry = text === undefined ? undefined : findEntry(text);
  if (entry?.kind === "op" && entry.initializer !== undefined) return namedInitializer(entry);
  const known = ENTRIES.filter((known) => known.kind === "op" && known.initializer !== undefined);
  const names = known.map((known) => known.name);
  const hint = didYouMeanEntry(text ?? "", names);
  return { wrong: "must be an initializer", help: hint.help ?? `initializers are ${names.join(", ")}` };
}

/** An initializer without its brackets: what it needs must have a default. */
function namedInitializer(op: OpDef): Read {
  const specs = op.attrs.filter((attr) => attr.derived !== true);
  const needed = specs.flatMap(({ name, default: value, optional }) =>
    value === undefined && optional !== true ? [`${name}: …`] : [],
  );
  if (needed.length > 0)
    return { wrong: "must be an initializer with its arguments", help: `write ${op.name}(${needed.join(", ")})` };
  const defaults = specs.flatMap((spec) => (spec.default === undefined ? [] : [[spec.name, spec.default]]));
  return { value: { op, attrs: Object.fromEntries(defaults) } };
}

function readNumbers(value: Value): Read {
  const items = value.kind === "list" ? value.items : [];
  const numbers = items.flatMap((item) => (item.kind === "number" ? [item.value] : []));
  return value.kind === "list" && numbers.length === items.length
    ? { value: numbers }
    : { wrong: "must be a list of numbers" };
}

function readPair(value: Value): Read {
  const { value: items = [] } = readAxes(value) as { readonly value?: readonly number[] };
  if (value.kind === "number" && items.length === 1) return { value: value.value };
  return items.length === 2 ? { value: items } : { wrong: "must be an integer or [height, width]" };
}

const PADDING_WORDS = ["same", "valid"];

function readPadding(value: Value): Read {
  const text = wordOf(value);
  if (text !== undefined && PADDING_WORDS.includes(text)) return { value: text };
  const { value: items = [] } = readAxes(value) as { readonly value?: readonly number[] };
  const isWhole = items.every((item) => item >= 0);
  if (value.kind === "number" && items.length === 1 && isWhole) return { value: value.value };
  if (value.kind === "list" && items.length > 0 && isWhole) return { value: items };
  const wrong = "must be same, valid, an integer of at least 0, or a list of them";
  return { wrong, ...didYouMean(text ?? "", PADDING_WORDS) };
}

function readRate(value: Value): Read {
  if (value.kind === "number") return { value: value.value };
  if (value.kind === "schedule") return { value: value.use };
  const schedules = ENTRIES.filter((entry) => entry.kind === "schedule").map((entry) => entry.name);
  return { wrong: "must be a number or a schedule", help: `schedules are ${schedules.join(", ")}` };
}

/** `a, b or c` */
function anyOf(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
