import { describe, expect, it } from "vitest";
import { DiagnosticSink } from "../../compiler/support/diagnostic.ts";
import { diagnosticsToJson, renderDiagnostics } from "../../compiler/support/render.ts";
import { NOWHERE, type Span } from "../../compiler/support/span.ts";

function source(text: string) {
  const at = (part: string, from = 0): Span => {
    const start = text.indexOf(part, from);
    return { source: spanned, start, end: start + part.length };
  };
  const spanned = { path: "digits.inlay", text };
  return at;
}

function render(report: (sink: DiagnosticSink) => void, colors?: Parameters<typeof renderDiagnostics>[1]): string {
  const sink = new DiagnosticSink();
  report(sink);
  return renderDiagnostics(sink.diagnostics, colors);
}

describe("renderDiagnostics", () => {
  it("frames the primary and the related span", () => {
    const at = source("\n  features = conv2d(image, filters: 8, kernel: 3)\n\n  logits = dense(features, units: 10)\n");
    const text = render((sink) =>
      sink.error("shape-mismatch", "dense expects rank 2, got rank 4", at("features", 20), {
        label: "rank 4",
        related: [{ span: at("conv2d(image, filters: 8, kernel: 3)"), text: "f32[batch, 26, 26, 8] comes from here" }],
        help: "flatten(features) gives f32[batch, 5408]",
      }),
    );
    expect(text).toBe(`error[shape-mismatch]: dense expects rank 2, got rank 4
  ┌─ digits.inlay:4:18
  │
2 │   features = conv2d(image, filters: 8, kernel: 3)
  │              ------------------------------------ f32[batch, 26, 26, 8] comes from here
4 │   logits = dense(features, units: 10)
  │                  ^^^^^^^^ rank 4
  = help: flatten(features) gives f32[batch, 5408]

1 error`);
  });

  it("puts several labels under one line, overlapping ones below each other", () => {
    const at = source("x = f(a, b)");
    const text = render((sink) =>
      sink.warning("unreachable", "message", at("b"), {
        label: "here",
        related: [
          { span: at("a"), text: "one" },
          { span: at("x"), text: "two" },
          { span: at("f(a, b)"), text: "all" },
        ],
      }),
    );
    expect(text.split("\n").slice(3, -2)).toEqual([
      "1 │ x = f(a, b)",
      "  │ -     -  ^ here",
      "  │ │     │",
      "  │ │     one",
      "  │ │",
      "  │ two",
      "  │     ------- all",
    ]);
  });

  it("marks every line of a span, the first and the last of a long one", () => {
    const at = source("x = f(\n  a,\n  b)\n");
    expect(
      render((sink) => sink.error("no-model", "m", at("f(\n  a,\n  b)"), { label: "all" }))
        .split("\n")
        .slice(3, -2),
    ).toEqual(["1 │ x = f(", "  │     ^^", "2 │   a,", "  │   ^^", "3 │   b)", "  │   ^^ all"]);
    const long = source("(\n1\n2\n3\n4\n)");
    expect(
      render((sink) => sink.error("no-model", "m", long("(\n1\n2\n3\n4\n)")))
        .split("\n")
        .slice(3, -2),
    ).toEqual(["1 │ (", "  │ ^", "6 │ )", "  │ ^"]);
  });

  it("keeps columns under tabs, wide and unprintable characters", () => {
    const at = source('\tx = "漢字\u{1f600}e\u0301\u001b" y\r\n');
    expect(
      render((sink) => sink.error("no-model", "m", at("y")))
        .split("\n")
        .slice(3, 5),
    ).toEqual(['1 │     x = "漢字\u{1f600}e\u0301\ufffd" y', "  │                    ^"]);
  });

  it("shows an empty span, the end of the text and a span without text", () => {
    const at = source("ab\n");
    const { source: file } = at("a");
    expect(render((sink) => sink.error("no-model", "m", { source: file, start: 3, end: 3 }))).toBe(
      "error[no-model]: m\n  ┌─ digits.inlay:2:1\n  │\n2 │\n  │ ^\n\n1 error",
    );
    expect(render((sink) => sink.error("no-model", "m", NOWHERE))).toBe("error[no-model]: m\n\n1 error");
  });

  it("counts and colours", () => {
    const at = source("ab");
    const tag = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
    const colors = { bold: tag("b"), red: tag("r"), yellow: tag("y"), blue: tag("u"), cyan: tag("c") };
    const report = (sink: DiagnosticSink) => {
      sink.error("no-model", "m", at("a"));
      sink.warning("unreachable", "n", at("b"));
      sink.error("no-model", "m", at("b"));
    };
    expect(render(report).split("\n").at(-1)).toBe("2 errors, 1 warning");
    expect(render(report, { colors })).toContain("<b><r>error[no-model]</r>: m</b>");
    expect(render(report, { colors })).toContain("<u>│</u>  <y>^</y>");
    expect(renderDiagnostics([])).toBe("");
  });
});

describe("diagnosticsToJson", () => {
  it("gives the same as data", () => {
    const at = source("a\nbc = d\n");
    const sink = new DiagnosticSink();
    sink.error("no-model", "m", at("bc"), { label: "here", related: [{ span: at("a"), text: "there" }], help: "h" });
    expect(diagnosticsToJson(sink.diagnostics)).toEqual([
      {
        code: "no-model",
        severity: "error",
        message: "m",
        file: "digits.inlay",
        line: 2,
        column: 1,
        endLine: 2,
        endColumn: 3,
        offset: 2,
        endOffset: 4,
        label: "here",
        related: [
          {
            file: "digits.inlay",
            line: 1,
            column: 1,
            endLine: 1,
            endColumn: 2,
            offset: 0,
            endOffset: 1,
            label: "there",
          },
        ],
        help: "h",
      },
    ]);
  });
});
