/**
 * Adds to the train graph what a step does to the parameters: gradients of the loss, the optimizer's rule, the averages
 * and the step counter.
 *
 *     loss loss = %3   ──▶   %4 = … gradient of %3 by w
 *     optimizer sgd          %5 = mul(rate_scale, 0.1)
 *                            update w = w − %5 · %4
 *                            update step = next_step(step)
 *
 * Every update reads the values from before the step; only an average reads its parameter's next value.
 */
import { Builder } from "../ir/builder.ts";
import type { Graph } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { type DiagnosticSink, InternalError } from "../support/diagnostic.ts";
import { shareArguments } from "./arguments.ts";
import { gradients, nodesBetween } from "./gradients.ts";
import { stepUpdates } from "./optimizer-step.ts";
import type { Pass } from "./pass.ts";
import { stateStore, trainedParameters } from "./training-states.ts";

export const differentiate: Pass = {
  name: "differentiate",
  doc: "Adds the gradients and the updates of parameters, optimizer, averages and step counter.",
  after: [
    { pass: "infer-shapes", because: "gradients are summed down to their operands' shapes" },
    { pass: "merge-common", because: "what is merged before gets one gradient instead of two" },
    { pass: "remove-dead", because: "what no output needs would get gradients for nothing" },
  ],
  entries: ["train"],
  required: "training has no updates without it",
  run: (graph, report) => {
    if (graph.training?.optimizer === undefined) throw new InternalError("the train graph has no optimizer");
    const trained = trainedParameters(graph);
    const b = new Builder();
    const found = gradients(b, lossOf(graph), trained);
    const store = stateStore(graph.states);
    const updates = stepUpdates(b, graph.training, store, trained, found);
    for (const parameter of graph.parameters) {
      const index = trained.indexOf(parameter);
      if (found[index] !== undefined) continue;
      const why = parameter.attrs.trainable === false ? "it is not trainable" : "the loss does not depend on it";
      report.refused(parameter.name!, `not trained: ${why}`);
    }
    return shareArguments({ ...graph, states: store.all(), updates: [...graph.updates, ...updates] });
  },
};

function lossOf(graph: Graph) {
  const loss = graph.outputs.find((output) => output.role === "loss");
  if (loss === undefined) throw new InternalError("the train graph has no loss");
  return loss.node;
}

/**
 * Reports every op between a parameter and the loss that has no gradient, integers among them, and parameters that
 * the loss does not depend on: call it on a train graph before the passes.
 */
export function checkDifferentiable(graph: Graph, sink: DiagnosticSink): void {
  const loss = lossOf(graph);
  const trained = trainedParameters(graph);
  let isDifferentiable = true;
  for (const node of nodesBetween(trained, loss)) {
    if (node.operands.length === 0 || (node.op.gradient !== "none" && node.type.dtype === "f32")) continue;
    const message = `${node.op.name} has no gradient, but the loss depends on parameters through it`;
    sink.error("no-gradient", message, node.span, {
      label: "the loss cannot be differentiated here",
      related: [{ span: loss.span, text: "the loss" }],
    });
    isDifferentiable = false;
  }
  if (!isDifferentiable) return;
  const found = gradients(new Builder(), loss, trained);
  const moved = new Set(trained.filter((_, i) => found[i] !== undefined));
  if (moved.size > 0) warnOfUntrained(graph, moved, sink);
  else
    sink.warning(
      "nothing-to-train",
      "the loss depends on no parameter that is trained: training changes nothing",
      loss.span,
    );
}

/** Warns of the parameters that no step moves, once for those of one call. */
function warnOfUntrained(graph: Graph, moved: ReadonlySet<Node>, sink: DiagnosticSink): void {
  const untrained = graph.parameters.filter((node) => node.attrs.trainable !== false && !moved.has(node));
  for (const span of new Set(untrained.map((node) => node.span))) {
    const names = untrained.filter((node) => node.span === span).map((node) => node.name!);
    const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} others`] : names;
    const message =
      names.length === 1
        ? `parameter ${names[0]} is not trained: the loss does not depend on it`
        : `parameters ${shown.slice(0, -1).join(", ")} and ${shown.at(-1)} are not trained: the loss does not depend on them`;
    sink.warning("untrained-parameter", message, span, { help: "`trainable: false` says that this is meant" });
  }
}
