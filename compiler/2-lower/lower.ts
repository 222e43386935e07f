/**
 * The syntax tree → one graph: the model is run at compile time, statement by statement. Numbers, words and lists are
 * values of the compiler, tensors are nodes; loops and conditions are gone, blocks are expanded at every call.
 */
import type { Block, File, Model } from "../1-parse/ast.ts";
import type { Graph, NamedValue } from "../ir/graph.ts";
import type { DiagnosticSink } from "../support/diagnostic.ts";
import { type Context, createContext, report, warn } from "./context.ts";
import { checkTotal } from "./memory.ts";
import { outerScope } from "./scope.ts";
import { runStatements } from "./statements.ts";
import { type ReadWeights, tensorReader } from "./tensor-files.ts";

/**
 * The model's graph; undefined when the sink has an error, of lowering or from before. `readWeights` reads the files of
 * tensors that the model names.
 */
export function lower(file: File, sink: DiagnosticSink, readWeights?: ReadWeights): Graph | undefined {
  const blocks = new Map<string, Block>();
  const context = createContext(sink, blocks, readWeights && tensorReader(readWeights));
  for (const block of file.blocks) declareBlock(context, blocks, block);
  const model = onlyModel(context, file);
  if (model === undefined) return undefined;
  runStatements(context, outerScope("model", ""), model.body);
  if (![...context.declared.keys()].some((key) => key.startsWith("output ")) && !context.mended && !context.stopped) {
    const help = "name at least one result: `output y = …`";
    report(context, "no-output", `model ${model.name.text} has no output`, model.name.span, { help });
  }
  checkTotal(context);
  if (sink.hasErrors) return undefined;
  warnOfUnused(context, file);
  return graphOf(context, model);
}

function declareBlock(context: Context, blocks: Map<string, Block>, block: Block): void {
  const { name } = block;
  const before = blocks.get(name.text);
  if (before === undefined) {
    blocks.set(name.text, block);
    return;
  }
  const related = [{ span: before.name.span, text: "the first one" }];
  report(context, "duplicate-name", `a second block ${name.text}`, name.span, { related });
}

function onlyModel(context: Context, file: File): Model | undefined {
  const [model, second] = file.models;
  if (model === undefined) {
    if (context.mended) return undefined;
    const span = { ...file.span, end: file.span.start };
    report(context, "no-model", "the file has no model", span, { help: "write `model name { … }`" });
  } else if (second !== undefined) {
    const related = [{ span: model.name.span, text: "the first one" }];
    report(context, "several-models", "a file has one model", second.name.span, { related });
  }
  return model;
}

function graphOf(context: Context, model: Model): Graph {
  const { optimizer, average } = context.training ?? {};
  const roles: readonly NamedValue["role"][] = ["output", "loss", "metric_sum", "metric_count"];
  const rank = ({ role }: NamedValue) => Math.min(roles.indexOf(role), 2);
  return {
    name: model.name.text,
    entry: "model",
    inputs: context.inputs,
    parameters: context.parameters,
    states: context.states,
    outputs: [...context.outputs].sort((a, b) => rank(a) - rank(b)),
    updates: [],
    ...(optimizer === undefined ? {} : { training: { optimizer, ...(average === undefined ? {} : { average }) } }),
  };
}

/** Warns of what nothing reads, in the text's order; a name that starts with `_` is unused on purpose. */
function warnOfUnused(context: Context, file: File): void {
  const unused = context.uses.unused().map(({ name, role }) => {
    return { name, message: `${role === "value" ? name.text : `${role} ${name.text}`} is never used` };
  });
  for (const block of file.blocks) {
    if (!context.called.has(block))
      unused.push({ name: block.name, message: `block ${block.name.text} is never called` });
  }
  unused.sort((a, b) => a.name.span.start - b.name.span.start);
  for (const { name, message } of unused) {
    if (!name.text.startsWith("_")) warn(context, "unused-binding", message, name.span);
  }
}
