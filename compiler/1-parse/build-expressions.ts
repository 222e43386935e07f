/** CST of expressions and types → AST. */
import type { CstNode, IToken } from "chevrotain";
import type { DType } from "../ir/type.ts";
import { DTYPE_BYTES } from "../ir/type.ts";
import type { ErrorCode } from "../support/diagnostic-codes.ts";
import { cover } from "../support/span.ts";
import type { Argument, BinaryOperator, Expression, Name, TypeExpression, UnaryOperator } from "./ast.ts";
import {
  type Building,
  nameOf,
  nodeOf,
  nodesOf,
  onlyNode,
  ownName,
  report,
  spanOfNode,
  spanOfToken,
  tokenOf,
  tokensOf,
} from "./cst.ts";
import { type Operator, resolvePrecedence } from "./precedence.ts";
import * as t from "./tokens.ts";

/** Dtypes as other tools call them. */
const DTYPE_ALIASES: Readonly<Record<string, DType>> = {
  float: "f32",
  float32: "f32",
  int: "i32",
  int32: "i32",
  uint8: "u8",
  int8: "i8",
};

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", '"': '"', "\\": "\\" };

/** The node's expression: its only child `expression`. */
export function buildValue(building: Building, node: CstNode): Expression {
  return buildExpression(building, nodeOf(node, "expression"));
}

export function buildExpression(building: Building, node: CstNode): Expression {
  const operator = <T>(token: IToken): Operator<T> => ({
    operator: token.image as T,
    span: spanOfToken(building, token),
  });
  const operands = nodesOf(node, "operand").map((operand) => ({
    prefixes: tokensOf(operand, t.PrefixOperator).map((token) => operator<UnaryOperator>(token)),
    atom: buildAtom(building, nodeOf(operand, "atom")),
  }));
  const operators = tokensOf(node, t.BinaryOperator).map((token) => operator<BinaryOperator>(token));
  return resolvePrecedence(building, operands, operators);
}

function buildAtom(building: Building, node: CstNode): Expression {
  const [literal] = tokensOf(node, t.Literal);
  if (literal !== undefined) return buildLiteral(building, literal);
  const child = onlyNode(node);
  switch (child.name) {
    case "list":
      return {
        kind: "list",
        items: nodesOf(child, "expression").map((item) => buildExpression(building, item)),
        span: spanOfNode(building, child),
      };
    case "group":
      return buildValue(building, child);
    default:
      return buildReference(building, child);
  }
}

function buildLiteral(building: Building, token: IToken): Expression {
  const span = spanOfToken(building, token);
  const { image } = token;
  switch (token.tokenType) {
    case t.NumberLiteral: {
      const value = Number(image);
      if (!Number.isFinite(value)) report(building, "bad-number", `${image} is too large for a number`, span);
      return { kind: "number", value, isInteger: /^\d+$/.test(image), span };
    }
    case t.StringLiteral:
      return { kind: "string", value: textOf(building, token), span };
    default:
      return { kind: "bool", value: token.tokenType === t.True, span };
  }
}

/** The string's text; an escape that means nothing is reported. */
export function textOf(building: Building, token: IToken): string {
  const inner = token.image.slice(1, token.image.endsWith(token.image[0]!) && token.image.length > 1 ? -1 : undefined);
  return inner.replace(/\\(.)/gu, (written, character: string, index: number) => {
    const value = ESCAPES[character];
    if (value === undefined) {
      const start = token.startOffset + 1 + index;
      const span = { source: building.source, start, end: start + written.length };
      report(building, "bad-string", `unknown escape \`${written}\``, span, {
        help: 'escapes are `\\\\`, `\\"`, `\\n` and `\\t`',
      });
    }
    return value ?? character;
  });
}

function buildReference(building: Building, node: CstNode): Expression {
  const name = ownName(building, node);
  const [args] = nodesOf(node, "args");
  const span = spanOfNode(building, node);
  if (args === undefined) return { kind: "name", name, span };
  return { kind: "call", callee: name, args: buildArguments(building, args), span };
}

/** The node's `argument` parts. */
export function buildArguments(building: Building, node: CstNode): Argument[] {
  const args = nodesOf(node, "argument").map((argument) => buildArgument(building, argument));
  const named = args.find(({ name }) => name !== undefined);
  for (const { name, span } of args.slice(named === undefined ? args.length : args.indexOf(named))) {
    if (name !== undefined) continue;
    report(building, "syntax-error", "positional argument after a named one", span, {
      related: [{ span: named!.name!.span, text: "arguments are named from here on" }],
    });
  }
  reportRepeated(building, "duplicate-argument", args);
  return args;
}

function buildArgument(building: Building, node: CstNode): Argument {
  const value = buildValue(building, node);
  const [token] = tokensOf(node, t.Identifier);
  if (token === undefined) return { value, span: value.span };
  const name = nameOf(building, token);
  const [equals] = tokensOf(node, t.Equals);
  if (equals !== undefined) {
    const help = `write \`${name.text}: …\``;
    report(building, "syntax-error", "a named argument takes `:`, not `=`", spanOfToken(building, equals), { help });
  }
  return { name, value, span: cover(name.span, value.span) };
}

/** Reports names given twice. */
export function reportRepeated(building: Building, code: ErrorCode, named: readonly { readonly name?: Name }[]): void {
  const first = new Map<string, Name>();
  for (const { name } of named) {
    if (name === undefined) continue;
    const before = first.get(name.text);
    if (before === undefined) first.set(name.text, name);
    else {
      report(building, code, `\`${name.text}\` is given twice`, name.span, {
        related: [{ span: before.span, text: "given here first" }],
      });
    }
  }
}

export function buildType(building: Building, node: CstNode): TypeExpression {
  const dims = nodesOf(nodeOf(node, "list"), "expression").map((dim) => buildExpression(building, dim));
  return { dtype: dtypeOf(building, tokenOf(node, t.Identifier)), dims, span: spanOfNode(building, node) };
}

function dtypeOf(building: Building, token: IToken): DType {
  if (Object.hasOwn(DTYPE_BYTES, token.image)) return token.image as DType;
  const alias = Object.hasOwn(DTYPE_ALIASES, token.image) ? DTYPE_ALIASES[token.image] : undefined;
  report(building, "unknown-dtype", `unknown dtype \`${token.image}\``, spanOfToken(building, token), {
    help: alias === undefined ? `dtypes are ${Object.keys(DTYPE_BYTES).join(", ")}` : `write ${alias}`,
  });
  return alias ?? "f32";
}
