import fc from "fast-check";
import { expect, test } from "vitest";
import type { Expression, File, Name, Statement } from "../../compiler/1-parse/ast.ts";
import { parse } from "../../compiler/1-parse/parse.ts";
import { lower } from "../../compiler/2-lower/lower.ts";
import { DiagnosticSink } from "../../compiler/support/diagnostic.ts";
import type { Source, Span } from "../../compiler/support/span.ts";
import { codes } from "./lower-text.ts";

const PROGRAM = `
block residual(x, width, activation = relu, init = he_normal()) {
  h = dense(x, units: width, activation: activation, weight_init: init)
  h = batch_norm(h, scale: scalar)
  return x + h * 0.5, h
}
block tower(x, depth) {
  for i in 0..depth {
    x, _ = residual(x, 8, name: "stage")
    if i % 2 == 0 and not (i > 3) { x = -x } else { x = reshape(x, shape: [2 * batch, 4]) }
    x = reshape(x, shape: [batch, 8])
  }
  return x
}
model mutated {
  input x: f32[batch, 8]
  input bytes: u8[batch, 4, 2]
  parameter w: f32[8, 4] = glorot_uniform()
  constant c: f32[8] = [1, 2, 3, 4, 5, 6, 7, 8]
  constant half = 1 / 2
  y = tower(x / c, 3) + reshape(cast(bytes, dtype: f32), shape: [batch, 8]) * half
  logits = matmul(y, w, transpose_b: false)
  output probabilities = softmax(logits)
  output logits
  train {
    input label: i32[batch]
    loss = softmax_cross_entropy(logits, label: label) + 0.01 * reduce_sum(w * w)
    metric accuracy = accuracy(logits, label)
    optimizer = adam(learning_rate: 0.001)
    average = ema
  }
}
`;

const TOKENS = PROGRAM.match(/\w+(?:\.\d+)?|\.\.|[^\w\s]|\s+/g)!;
const WORDS = [...new Set(TOKENS)];
const source: Source = { path: "test.inlay", text: PROGRAM };

/** Lowers and checks that every diagnostic lies in the text. */
function check(file: File, sink: DiagnosticSink, text: string): void {
  const before = sink.diagnostics.length;
  const graph = lower(file, sink);
  expect(graph === undefined).toBe(sink.hasErrors);
  for (const { primary, related } of sink.diagnostics.slice(before)) {
    for (const { span } of [primary, ...related]) {
      expect(span.source.text).toBe(text);
      expect(0 <= span.start && span.start <= span.end && span.end <= text.length).toBe(true);
    }
  }
}

test("the program that is mutated is right", () => {
  expect(codes(PROGRAM)).toEqual([]);
});

test("lowering mutated text never throws", () => {
  const edit = fc.record({ at: fc.nat(TOKENS.length - 1), count: fc.nat(2), word: fc.constantFrom(...WORDS) });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
      const tokens = [...TOKENS];
      for (const { at, count, word } of edits) tokens.splice(at % tokens.length, count, word);
      const text = tokens.join("");
      const sink = new DiagnosticSink();
      check(parse({ path: "test.inlay", text }, sink), sink, text);
    }),
    { numRuns: 400 },
  );
});

const EXPRESSIONS = new Set(["number", "string", "bool", "list", "name", "unary", "binary", "call"]);

interface Piece {
  readonly kind: string;
}

const isPiece = (value: object): value is Piece => "kind" in value;
const isExpression = (piece: Piece) => EXPRESSIONS.has(piece.kind);

/** The tree with every expression and statement, in preorder, as `replace` gives it. */
function rewrite(value: unknown, replace: (piece: Piece) => Piece): unknown {
  if (typeof value !== "object" || value === null || value === source) return value;
  if (Array.isArray(value)) return value.map((item) => rewrite(item, replace));
  if (isPiece(value)) {
    const other = replace(value);
    if (other !== value) return other;
  }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, rewrite(part, replace)]));
}

test("lowering any rearranged tree never throws", () => {
  const whole = parse(source, new DiagnosticSink());
  const pieces: Piece[] = [];
  rewrite(whole, (piece) => {
    pieces.push(piece);
    return piece;
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 8 }), (swaps) => {
      const others = new Map(swaps.map(([at, by]) => [at % pieces.length, pieces[by % pieces.length]!]));
      let index = 0;
      const file = rewrite(whole, (piece) => {
        const other = others.get(index++) ?? piece;
        return isExpression(other) === isExpression(piece) ? other : piece;
      });
      check(file as File, new DiagnosticSink(), PROGRAM);
    }),
    { numRuns: 400 },
  );
});

const span: Span = { source, start: 0, end: 0 };
const name = (text: string): Name => ({ text, span });
const read = (text: string): Expression => ({ kind: "name", name: name(text), span });
const call = (callee: string, ...args: Expression[]): Expression => {
  return { kind: "call", callee: name(callee), args: args.map((value) => ({ value, span })), span };
};
const assign = (target: string, value: Expression): Statement => {
  return { kind: "assign", targets: [name(target)], value, span };
};

/** What lowering says of a model with this body. */
function codesOf(body: readonly Statement[], blocks: File["blocks"] = []): string[] {
  const sink = new DiagnosticSink();
  const type = { dtype: "f32", dims: [read("batch")], span } as const;
  const input: Statement = { kind: "input", name: name("x"), type, span };
  const output: Statement = { kind: "output", name: name("x"), span };
  lower({ imports: [], blocks, models: [{ name: name("m"), body: [input, ...body, output], span }], span }, sink);
  return sink.diagnostics.map((diagnostic) => diagnostic.code);
}

test("deep trees are an error, not a full stack", () => {
  let nested: Expression = read("x");
  let conditions: Statement = assign("x", read("x"));
  for (let i = 0; i < 20_000; i++) {
    nested = i % 2 === 0 ? call("relu", nested) : { kind: "unary", operator: "-", operand: nested, span };
    // biome-ignore lint/suspicious/noThenProperty: a syntax tree is never awaited
    conditions = { kind: "if", condition: { kind: "bool", value: true, span }, then: [conditions], span };
  }
  const blocks = Array.from({ length: 5000 }, (_, i) => ({
    name: name(`b${i}`),
    params: [{ name: name("x") }],
    body: [{ kind: "return", values: [i === 0 ? read("x") : call(`b${i - 1}`, read("x"))], span }] as Statement[],
    span,
  }));
  expect(codesOf([assign("x", nested)])).toEqual(["nested-too-deeply"]);
  expect(codesOf([conditions])).toEqual(["nested-too-deeply"]);
  expect(codesOf([assign("x", call("b4999", read("x")))], blocks)).toEqual(["nested-too-deeply"]);
});

test("runs that don't end in time are an error", () => {
  const doubling = Array.from({ length: 40 }, (_, i) => ({
    name: name(`b${i}`),
    params: [{ name: name("x") }],
    body: [
      {
        kind: "return",
        values: [i === 0 ? read("x") : call(`b${i - 1}`, call(`b${i - 1}`, read("x")))],
        span,
      },
    ] as Statement[],
    span,
  }));
  expect(codesOf([assign("x", call("b39", read("x")))], doubling)).toEqual(["too-large"]);
});

test("a sum of 400 terms is fine", () => {
  const terms = Array.from({ length: 400 }, () => "x").join(" + ");
  expect(codes(`model m {\n  input x: f32[batch, 8]\n  output y = ${terms}\n}`)).toEqual([]);
});
