/** How much work a check is for the interpreter → the batch and the number of samples that end in reasonable time. */
import { nodesBetween } from "../3-passes/gradients.ts";
import { type Graph, reachable } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { elementsIn } from "../ir/tensor.ts";
import { shapeAt } from "../ir/type.ts";
import { depthOf } from "../ops/definition/op.ts";

/** Multiply-adds; the interpreter does some 10⁸ a second. */
const BUDGET = 3e9;
/** What an element that an op reads or writes costs, in multiply-adds. */
const ELEMENT = 2;

const DEFAULT_BATCH = 5;
/** Batch norms need a few rows: with two, x̂ is ±1 whatever x is. */
const SMALLEST_BATCH = 3;
const SAMPLES = 5;

/** Evaluations of the loss an element: two step sizes, both sides. */
const PER_SAMPLE = 4;

export function workOf(nodes: Iterable<Node>, batch: number): number {
  let work = 0;
  for (const { op, operands, attrs, type } of nodes) {
    const size = elementsIn(shapeAt(type.shape, batch));
    if (op.lower.kind === "leaf" || op.lower.kind === "view") continue;
    const read = operands.reduce((sum, operand) => sum + elementsIn(shapeAt(operand.type.shape, batch)), 0);
    const types = operands.map((operand) => operand.type);
    const depth = depthOf(op, types, attrs);
    work += size * shapeAt([depth], batch)[0]! + ELEMENT * (size + read);
  }
  return work;
}

export interface Effort {
  /** Rows for comparing modules with the interpreter. */
  readonly batch: number;
  /** Rows and elements a parameter for differences. */
  readonly differenceBatch: number;
  readonly samples: number;
  /** What was made smaller than usual, and why. */
  readonly notes: readonly string[];
}

/** `graph` is the training step, or infer of a model that is not trained. `given` is the user's batch. */
export function effortFor(
  graph: Graph,
  loss: Node | undefined,
  parameters: readonly Node[],
  given: number | undefined,
): Effort {
  const notes: string[] = [];
  // Twice for modules, in float64 and rounded, and some steps before.
  const nodes = reachable(graph);
  const whole = (batch: number) => 6 * workOf(nodes, batch);
  const batch = given ?? largest(DEFAULT_BATCH, whole);
  if (batch < (given ?? DEFAULT_BATCH))
    notes.push(`batch ${batch} in place of ${DEFAULT_BATCH}: ${size(whole(batch))}`);
  if (loss === undefined || parameters.length === 0) return { batch, differenceBatch: batch, samples: 0, notes };

  const paths = parameters.map((parameter) => [...nodesBetween([parameter], loss)]);
  const each = (rows: number) => PER_SAMPLE * paths.reduce((sum, path) => sum + workOf(path, rows), 0);
  const differenceBatch = largest(batch, (rows) => SAMPLES * each(rows));
  const samples = Math.max(1, Math.min(SAMPLES, Math.floor(BUDGET / each(differenceBatch))));
  if (samples < SAMPLES || differenceBatch < batch) {
    notes.push(
      `differences at batch ${differenceBatch}, ${samples} elements a parameter: ${size(samples * each(differenceBatch))}`,
    );
  }
  return { batch, differenceBatch, samples, notes };
}

/** The largest batch up to `from` whose work fits the budget. */
function largest(from: number, work: (batch: number) => number): number {
  let batch = from;
  while (batch > SMALLEST_BATCH && work(batch) > BUDGET) batch--;
  return batch;
}

function size(work: number): string {
  return `even so ${(work / 1e9).toFixed(1)}·10⁹ multiply-adds for the interpreter`;
}
