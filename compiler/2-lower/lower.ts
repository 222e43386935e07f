/**
 * The syntax tree → one graph: the model is run at compile time, statement by statement. Numbers, words and lists are
 * values of the compiler, tensors are nodes; loops and conditions are gone, blocks are expanded at every call.
 */
import type { File, Model } from "../1-parse/ast.ts";
import { type Graph, type NamedValue, ROLES } from "../ir/graph.ts";
import type { DiagnosticSink } from "../support/diagnostic.ts";
import { type Context, createContext, report, warn } from "./context.ts";
import { type LoadFile, resolveImports, unusedImports } from "./imports.ts";
import { checkTotal } from "./memory.ts";
import { outerScope } from "./scope.ts";
import { runStatements } from "./statements.ts";
import { type ReadWeights, tensorReader } from "./tensor-files.ts";

/** How other files are read that the model names. */
export interface Readers {
  /** Files of blocks. */
  readonly load?: LoadFile | undefined;
  /** Files of tensors. */
  readonly readWeights?: ReadWeights | undefined;
}

/** The model's graph; undefined when the sink has an error, of lowering or from before. */
export function lower(file: File, sink: DiagnosticSink, { load, readWeights }: Readers = {}): Graph | undefined {
  const imported = resolveImports(file, sink, load);
  const context = createContext(sink, imported.blocks, readWeights && tensorReader(readWeights));
  const model = onlyModel(context, file);
  if (model === undefined) return undefined;
  runStatements(context, outerScope("model", ""), model.body);
  if (![...context.declared.keys()].some((key) => key.startsWith("output ")) && !context.mended && !context.stopped) {
    const help = "name at least one result: `output y = …`";
    report(context, "no-output", `model ${model.name.text} has no output`, model.name.span, { help });
  }
  checkTotal(context);
  if (sink.hasErrors) return undefined;
  warnOfUnused(context, imported.files);
  return graphOf(context, model);
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
  // Metrics stay in the order of the text.
  const rank = ({ role }: NamedValue) => Math.min(ROLES.indexOf(role), 2);
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
function warnOfUnused(context: Context, files: readonly File[]): void {
  const unused = context.uses.unused().map(({ name, role }) => {
    return { name, message: `${role === "value" ? name.text : `${role} ${name.text}`} is never used` };
  });
  // Imported files may have blocks for other models.
  for (const block of files[0]!.blocks) {
    if (!context.called.has(block))
      unused.push({ name: block.name, message: `block ${block.name.text} is never called` });
  }
  for (const file of files) {
    const { source } = file.span;
    for (const name of unusedImports(file)) warn(context, "unused-import", `${name.text} is never called`, name.span);
    const own = unused.filter(({ name }) => name.span.source === source && !name.text.startsWith("_"));
    own.sort((a, b) => a.name.span.start - b.name.span.start);
    for (const { name, message } of own) warn(context, "unused-binding", message, name.span);
  }
}
