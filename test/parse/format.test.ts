import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { format } from "../../compiler/1-parse/format.ts";
import { printAst } from "../../compiler/1-parse/print-ast.ts";
import { parseText } from "./parse-text.ts";
import { MODELS, mutant, respaced } from "./texts.ts";

function formatted(text: string): string {
  const { text: result } = format({ path: "test.inlay", text });
  if (result === undefined) throw new Error("the text has errors");
  return result;
}

/** Comments in their order; the layout may move no other text past them. */
const commentsOf = (text: string) => [...text.matchAll(/\/\/[^\n\r]*/g)].map(([comment]) => comment.trimEnd());

describe("format", () => {
  it("leaves models in the standard layout alone", () => {
    for (const model of MODELS) expect(formatted(model)).toBe(model);
  });

  it("spaces, indents and breaks lines", () => {
    const text = `

// head
model   m{ // brace


   x=f( a,b :1 , ) //tail
   y = [ 1,-2 ,a- -b ]*( -c )
      if   not(a)==b{z=0 .. }
}`;
    expect(formatted(text.replace("0 .. ", "0"))).toBe(`// head
model m { // brace
  x = f(a, b: 1) //tail
  y = [1, -2, a - -b] * (-c)
  if not (a) == b {
    z = 0
  }
}
`);
  });

  it("keeps line breaks inside brackets, indented by one step", () => {
    expect(formatted("model m {\nx = f(g(\na, // one\n\n\nb),\n c\n)\n}")).toBe(`model m {
  x = f(g(
    a, // one
    b),
    c
  )
}
`);
  });

  it("puts an empty line between definitions", () => {
    expect(formatted("block f() {}\nblock g() { }model m{}")).toBe("block f() {}\n\nblock g() {}\n\nmodel m {}\n");
  });

  it("lays out imports", () => {
    expect(
      formatted('// a\nimport{f,g ,}from "./a.inlay" //b\n\n\nimport {\nh , // c\n} from "./b.inlay"\nmodel m{}'),
    ).toBe('// a\nimport { f, g } from "./a.inlay" //b\n\nimport {\n  h, // c\n} from "./b.inlay"\n\nmodel m {}\n');
  });

  it("gives the diagnostics of a text with syntax errors instead", () => {
    const { text, diagnostics } = format({ path: "test.inlay", text: "model m {" });
    expect(text).toBeUndefined();
    expect(diagnostics).toHaveLength(1);
  });

  const stable = (text: string) => {
    const { file, diagnostics } = parseText(text);
    if (diagnostics.length > 0) return;
    const once = formatted(text);
    expect(formatted(once)).toBe(once);
    expect(printAst(parseText(once).file)).toBe(printAst(file));
    expect(commentsOf(once)).toEqual(commentsOf(text));
    expect(once).not.toMatch(/[ \t\r]\n|\n\n\n/);
  };

  it("is stable and changes no meaning", () => fc.assert(fc.property(respaced, stable), { numRuns: 200 }));
  it("also for models with something changed", () => fc.assert(fc.property(mutant, stable), { numRuns: 500 }));
});
