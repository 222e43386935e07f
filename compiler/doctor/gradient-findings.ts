/** Findings about the steps themselves: a loss that is not finite or grows, weights that leap, gradients that vanish. */
import { type Found, LIMITS, type Measured, number, percent } from "./finding.ts";
import type { WatchedParameter } from "./watch-training.ts";

export function divergence(step: number): Found {
  return {
    severity: "warning",
    code: "diverged",
    extent: 1,
    message: `the loss is not finite at step ${step}`,
    measured: `training went on for ${step - 1} steps`,
    advice: [
      "a lower learning_rate: inlay train --find-rate suggests one",
      "clip_norm: 1 in the optimizer",
      "batch_norm after the products, where there is none",
    ],
  };
}

export function gradientFindings(measured: Measured, hasDead: boolean): Found[] {
  const { parameters, loss } = measured;
  const weights = parameters.filter(({ isMatrix }) => isMatrix);
  const findings = vanishingGradients(weights, measured, hasDead);
  const fastest = weights.filter(({ change }) => change > LIMITS.change);
  const grows = loss.last > LIMITS.growth * loss.first && loss.last > 0;
  if (!grows && fastest.length === 0) return findings;
  const changes = fastest.map(({ name, change }) => `${name} by ${percent(change)}`).join(", ");
  findings.push({
    ...{ severity: "warning", code: "learning-rate", extent: 1 },
    message: grows
      ? "the loss grows: the learning rate is too high"
      : "a step changes weights by more than a tenth: the learning rate is too high",
    measured: [
      ...(grows ? [`loss ${number(loss.first)} at first, ${number(loss.last)} at the end`] : []),
      ...(changes === "" ? [] : [`the last step changed ${changes}`]),
    ].join("; "),
    advice: ["a lower learning_rate: inlay train --find-rate suggests one", "a schedule that warms up"],
  });
  return findings;
}

function vanishingGradients(
  weights: readonly WatchedParameter[],
  { norms, loss }: Measured,
  hasDead: boolean,
): Found[] {
  const [largest] = weights.toSorted((a, b) => b.norm - a.norm);
  const limit = norms.length > 0 ? LIMITS.vanishing : LIMITS.shrinking;
  return weights.flatMap(({ name, norm }): Found[] => {
    // Behind dead units there is no gradient: that has been said.
    if (largest!.norm === 0 || norm >= limit * largest!.norm || (norm === 0 && hasDead)) return [];
    const share = number(largest!.norm / norm);
    return [
      {
        ...{ severity: "warning", code: "vanishing-gradient", layer: name, extent: -norm },
        message:
          norm === 0 ? "no gradient arrives" : `the gradient is ${share} times smaller than that of ${largest!.name}`,
        measured: `norms ${number(norm)} and ${number(largest!.norm)}, root mean squares over the steps, in which the loss went from ${number(loss.first)} to ${number(loss.last)}`,
        advice: [
          "batch_norm before the activations between the two",
          "he_normal() or glorot_uniform() weights",
          "a residual connection",
        ],
      },
    ];
  });
}
