import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { printAst } from "../../compiler/1-parse/print-ast.ts";
import type { Span } from "../../compiler/support/span.ts";
import { messagesIn, parseText } from "./parse-text.ts";
import { EVERYTHING, mutant, soup } from "./texts.ts";

/** The AST of one statement in a model. */
function dump(statement: string): string {
  const { file, diagnostics } = parseText(`model m {\n${statement}\n}`);
  expect(diagnostics).toEqual([]);
  return printAst(file)
    .split("\n")
    .slice(1, -1)
    .map((line) => line.slice(2))
    .join("\n");
}

test("every construct", async () => {
  const { file, diagnostics } = parseText(EVERYTHING);
  expect(diagnostics).toEqual([]);
  await expect(printAst(file)).toMatchFileSnapshot("everything.ast.txt");
});

describe("expressions", () => {
  it.each([
    ["x = a + b * c - d", "x = (- (+ a (* b c)) d)"],
    ["x = a / b / c % d", "x = (% (/ (/ a b) c) d)"],
    ["x = -a * b - -c", "x = (- (* (- a) b) (- c))"],
    ["x = not a == b and c or d", "x = (or (and (not (== a b)) c) d)"],
    ["x = not not a", "x = (not (not a))"],
    ["x = a < b + 1 or c >= 2", "x = (or (< a (+ b 1)) (>= c 2))"],
    ["x = (a + b) * c", "x = (* (+ a b) c)"],
    ["x = f(a, g(), n: -1,)", "x = f(a, g(), n: (- 1))"],
    ["x = [1, 2e3, [], true]", "x = [1, 2000 float, [], true]"],
    ['x = "a\\"\\\\\\n"', 'x = "a\\"\\\\\\n"'],
  ])("%s", (text, expected) => expect(dump(text)).toBe(expected));
});

describe("statements", () => {
  it("end at their line breaks, unless a bracket is open", () => {
    expect(dump("x = f(\n  a\n  + b,\n\n  c\n)\n\n\ny = [1,\n2]")).toBe("x = f((+ a b), c)\ny = [1, 2]");
  });

  it("may have their `{` or `else` on the next line", () => {
    expect(dump("if a\n{ x = 1 }\nelse\n{ y = 2 }")).toBe("if a\n  x = 1\nelse\n  y = 2");
  });

  it("may be imports, at the top of the file", () => {
    const messages = (text: string) => parseText(`${text}\nmodel m {}\n`).diagnostics.map(({ message }) => message);
    expect(messages('import { a }\nfrom "./a.inlay"\nimport {\nb,\n} from "./b.inlay"')).toEqual([]);
    expect(messages('block f() {}\nimport { a } from "./a.inlay"')).toEqual([
      "an import stands at the top of the file",
    ]);
    expect(messages('import { a, b from "./a.inlay"')).toEqual(["expected `}`, found `from`"]);
    expect(messages('import a from "./a.inlay"')).toEqual(["expected `{`, found `a`"]);
    expect(messages('import {} from "./a.inlay"')).toEqual(["expected a name, found `}`"]);
    expect(messagesIn('import { a } from "./a.inlay"')).toEqual(["an import cannot stand inside another body"]);
  });

  it("nest `else if`", () => {
    expect(dump("if a { x = 1 } else if b { y = 2 } else { z = 3 }")).toBe(
      "if a\n  x = 1\nelse\n  if b\n    y = 2\n  else\n    z = 3",
    );
  });

  it("take the words of a train block as names elsewhere", () => {
    expect(dump("loss, metric = f(average)\noptimizer = loss")).toBe("loss, metric = f(average)\noptimizer = loss");
    expect(dump("train { loss = f(loss) }")).toBe("train\n  loss = f(loss)");
  });

  it("may end with any line break", () => {
    expect(dump("x = 1\r\ny = 2\r\n")).toBe("x = 1\ny = 2");
  });
});

test("spans cover the text of what they belong to", () => {
  const { file } = parseText("model m {\n  y = f(a, n: 1 + 2)  // c\n}\n");
  const statement = file.models[0]!.body[0]!;
  if (statement.kind !== "assign" || statement.value.kind !== "call") throw new Error("not a call");
  const textOf = ({ source, start, end }: Span) => source.text.slice(start, end);
  expect(textOf(statement.span)).toBe("y = f(a, n: 1 + 2)");
  expect(textOf(statement.value.span)).toBe("f(a, n: 1 + 2)");
  expect(statement.value.args.map(({ span }) => textOf(span))).toEqual(["a", "n: 1 + 2"]);
  expect(textOf(file.models[0]!.name.span)).toBe("m");
});

describe("recovery", () => {
  it("gives independent mistakes a diagnostic each", () => {
    expect(messagesIn("a = f(1\nb = 2 $ 3\nc = g(n = 1)\nd = * 2\ninput e\nf = 1;\ng = 3")).toEqual([
      "expected `)`, found the end of the line",
      "unexpected character `$`",
      "a named argument takes `:`, not `=`",
      "expected an expression, found `*`",
      "expected `:`, found the end of the line",
      "unexpected `;`",
    ]);
  });

  it("keeps what it can read", () => {
    const { file } = parseText("model m {\n  a = f(1\n  b = )\n  for i in 0..3 {\n    c = *\n    d = 4\n  }\n");
    expect(printAst(file)).toBe("model m\n  a = f(1)\n  for i in 0..3\n    d = 4\n");
  });

  it("finds the body that lacks its brace", () => {
    const { diagnostics } = parseText("model m {\n  train {\n    loss = 1\n}\nblock f() {\n}\n");
    expect(diagnostics.map(({ message, related }) => [message, related[0]?.span.start])).toEqual([
      ["expected `}`, found the end of an outer body", 18],
    ]);
  });

  it.each(["", "\n\n", "// c", "}", "{", "model", "model m", "model m {", "block", "\0", "\ud800", '"', "/*", "("])(
    "survives %j",
    (text) => expect(() => parseText(text)).not.toThrow(),
  );

  it.each([
    ["brackets", `x = ${"(".repeat(50_000)}`],
    ["bodies", "if a {".repeat(50_000)],
    ["prefixes", `x = ${"-".repeat(50_000)}1`],
    ["operators", `x = 1${" + 1".repeat(50_000)}`],
  ])("refuses too many %s", (_, text) => {
    const { diagnostics, file } = parseText(`model m {\n${text}\n}`);
    expect(diagnostics.map(({ code }) => code)).toContain("nested-too-deeply");
    expect(() => printAst(file)).not.toThrow();
  });
});

describe("any text", () => {
  function check(text: string): void {
    const { file, diagnostics } = parseText(text);
    const outside: Span[] = [];
    JSON.stringify({ file, diagnostics }, (key, value) => {
      if (key === "source") return undefined;
      if (key === "span" && !(0 <= value.start && value.start <= value.end && value.end <= text.length))
        outside.push(value);
      return value;
    });
    expect(outside).toEqual([]);
    const starts = diagnostics.map(({ primary }) => primary.span.start);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    printAst(file);
  }

  it("noise", () => fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 80 }), check)));
  it("words in any order", () => fc.assert(fc.property(soup, check), { numRuns: 500 }));
  it("broken models", () => fc.assert(fc.property(mutant, check), { numRuns: 300 }));
});
