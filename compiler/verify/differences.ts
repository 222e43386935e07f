/**
 * Central differences of the loss in float64, at sampled elements of every parameter, against the gradients of the rules:
 *
 *     (loss(p + h) − loss(p − h)) / 2h ≈ ∂loss/∂p
 *
 * Where the loss has a kink near p (relu, max), the difference means nothing, and the element is skipped: two step sizes
 * disagree, or the slopes left and right of p stay apart as h shrinks. Only what depends on the parameter is evaluated again.
 */
import { nodesBetween } from "../3-passes/gradients.ts";
import { type Bindings, evaluateNodes } from "../ir/evaluate.ts";
import type { Node } from "../ir/node.ts";
import { uniform } from "../ir/philox.ts";
import { type Tensor, tensor } from "../ir/tensor.ts";
import { rootMeanSquare } from "./compare.ts";
import type { TensorMap } from "./valid-values.ts";

export interface Difference {
  readonly parameter: string;
  /** Largest of |gradient − difference| / max(|gradient|, rms of the parameter's gradient). */
  readonly error: number;
  readonly index: number;
  readonly gradient: number;
  readonly difference: number;
  /** Elements compared, and elements left out at kinks. */
  readonly compared: number;
  readonly skipped: number;
}

export interface DifferenceOptions {
  /** Elements a parameter; fewer where it has fewer. */
  readonly samples: number;
  readonly tolerance: number;
  readonly seed: number;
}

const STEP = 1e-4;
const SHRINK = 8;

/** Of the loss by each parameter; `gradients` by the parameter's name. */
export function compareDifferences(
  loss: Node,
  parameters: readonly Node[],
  bindings: Bindings & { readonly parameters: TensorMap },
  gradients: TensorMap,
  options: DifferenceOptions,
): Difference[] {
  const values = evaluateNodes([loss], bindings);
  const at = values.get(loss)!.data[0]!;
  return parameters.map((parameter, site) => {
    const name = parameter.name!;
    const dependent = nodesBetween([parameter], loss);
    const known = new Map([...values].filter(([node]) => !dependent.has(node)));
    const own = bindings.parameters.get(name)!;
    const working = tensor(own.shape, own.data);
    const moved = { ...bindings, parameters: new Map([...bindings.parameters, [name, working]]) };
    const lossAt = (index: number, shift: number) => {
      working.data[index]! += shift;
      const value = evaluateNodes([loss], moved, { known }).get(loss)!.data[0]!;
      working.data[index] = own.data[index]!;
      return value;
    };
    const gradient = gradients.get(name)!;
    const size = Math.max(rootMeanSquare(own.data), 0.01);
    return compareParameter(name, gradient, { lossAt, at, step: STEP * size, options, site });
  });
}

interface Slopes {
  /** The loss with one element moved. */
  readonly lossAt: (index: number, shift: number) => number;
  /** The loss itself. */
  readonly at: number;
  readonly step: number;
  readonly options: DifferenceOptions;
  readonly site: number;
}

function compareParameter(parameter: string, { data }: Tensor, slopes: Slopes): Difference {
  const { at, step, options, site } = slopes;
  const { samples, tolerance } = options;
  // Below this a difference of two losses has no digits left.
  const roundoff = (16 * Number.EPSILON * Math.abs(at) * SHRINK) / step / tolerance;
  const rms = Math.max(rootMeanSquare(data), roundoff);
  let worst = { error: 0, index: 0, gradient: data[0]!, difference: data[0]! };
  let compared = 0;
  let skipped = 0;
  for (const index of candidates(data, samples, options.seed, site)) {
    if (compared === samples) break;
    const gradient = data[index]!;
    const difference = slopeAt(slopes, index, (tolerance / 4) * Math.max(Math.abs(gradient), rms));
    if (difference === undefined) {
      skipped++;
      continue;
    }
    compared++;
    const error = Math.abs(gradient - difference) / Math.max(Math.abs(gradient), rms);
    if (!(error <= worst.error)) worst = { error: Number.isNaN(error) ? Infinity : error, index, gradient, difference };
  }
  return { parameter, ...worst, compared, skipped };
}

/** The slope of the loss along one element; undefined where it has a kink, or no values on one side. */
function slopeAt({ lossAt, at, step }: Slopes, index: number, near: number): number | undefined {
  const sides = (h: number) => [(lossAt(index, h) - at) / h, (at - lossAt(index, -h)) / h] as const;
  const [right, left] = sides(step);
  const [closeRight, closeLeft] = sides(step / SHRINK);
  const slope = (right + left) / 2;
  const closeSlope = (closeRight + closeLeft) / 2;
  if (!(Math.abs(slope - closeSlope) <= near)) return undefined;
  const jump = Math.abs(closeRight - closeLeft);
  return jump > near && jump > Math.abs(right - left) / 2 ? undefined : closeSlope;
}

/** Elements in random order, by turns any and such with a gradient: of an embedding most rows have none. */
function* candidates(gradient: Float64Array, samples: number, seed: number, site: number): Generator<number> {
  const seen = new Set<number>();
  const moving = [...gradient.keys()].filter((i) => gradient[i] !== 0);
  for (let turn = 0; turn < 20 * samples && seen.size < gradient.length && seen.size < 4 * samples; turn++) {
    const u = uniform(seed, 9000 + site, turn);
    const index =
      turn % 2 === 0 || moving.length === 0 ? Math.floor(u * gradient.length) : moving[Math.floor(u * moving.length)]!;
    if (seen.has(index)) continue;
    seen.add(index);
    yield index;
  }
}
