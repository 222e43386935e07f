/** Model text → what lowering makes of it. */
import { parse } from "../../compiler/1-parse/parse.ts";
import { lower } from "../../compiler/2-lower/lower.ts";
import type { Graph } from "../../compiler/ir/graph.ts";
import { type Diagnostic, DiagnosticSink } from "../../compiler/support/diagnostic.ts";
import { renderDiagnostics } from "../../compiler/support/render.ts";

export interface Lowered {
  readonly graph: Graph | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export function lowerText(text: string): Lowered {
  const sink = new DiagnosticSink();
  const graph = lower(parse({ path: "test.inlay", text }, sink), sink);
  return { graph, diagnostics: sink.diagnostics };
}

/** The graph of a text without mistakes. */
export function graphOf(text: string): Graph {
  const { graph, diagnostics } = lowerText(text);
  if (graph === undefined) throw new Error(renderDiagnostics(diagnostics));
  return graph;
}

/** The graph of a model with `input x: f32[batch, 8]` and `output y`, around the given statements. */
export function bodyOf(statements: string, blocks = ""): Graph {
  return graphOf(`${blocks}\nmodel test {\n  input x: f32[batch, 8]\n${statements}\n}\n`);
}

export function codes(text: string): string[] {
  return lowerText(text).diagnostics.map((diagnostic) => diagnostic.code);
}
