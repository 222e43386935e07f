/** A diagnosis' rows → what is wrong, each with its measurement and what helps. docs/doctor.md has the reasons for the limits. */
import { batchFindings, driftOfAll } from "./batch-findings.ts";
import type { Finding } from "./diagnosis.ts";
import { type Found, LIMITS, type Measured } from "./finding.ts";
import { divergence, gradientFindings } from "./gradient-findings.ts";
import type { Points } from "./probes.ts";
import { activationFindings, constantInputs, nearEpsilon } from "./unit-findings.ts";

export function findingsOf(measured: Measured, points: Points): Finding[] {
  const { diverged } = measured;
  const watched = new Map(points.activations.map(({ node, layer }) => [node, layer]));
  const isDead = (layer: string | undefined) => {
    const row = measured.activations.find((activation) => activation.layer === layer);
    return row?.dead !== undefined && row.dead > LIMITS.dead * row.units;
  };
  const findings: Found[] = [
    ...(diverged === undefined ? [] : [divergence(diverged)]),
    ...measured.activations.flatMap((row) => activationFindings(row, measured)),
    ...measured.norms.flatMap((row, i) => {
      const still = row.still;
      if (still === undefined) return [];
      const behindDead = isDead(watched.get(points.norms[i]!.ahead));
      return [
        ...(behindDead ? [] : constantInputs(row, still)),
        ...nearEpsilon(row, still),
        ...(still.batch === undefined || still.constant === row.units ? [] : batchFindings(row, still.batch, measured)),
      ];
    }),
    ...(diverged === undefined
      ? gradientFindings(
          measured,
          measured.activations.some(({ layer }) => isDead(layer)),
        )
      : []),
  ];
  if (!findings.some(({ code }) => code === "drift")) findings.push(...driftOfAll(measured));
  return joined(findings).sort((a, b) => rank(a) - rank(b));
}

/** Layers that have the same one are told together. */
function joined(findings: readonly Found[]): Finding[] {
  const groups = new Map<string, Found[]>();
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.code}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()].map((group) => {
    const worst = group.reduce((most, finding) => (finding.extent > most.extent ? finding : most));
    const also = group.flatMap(({ layer }) => (layer === undefined || layer === worst.layer ? [] : [layer]));
    const { extent: _, ...finding } = worst;
    return also.length === 0 ? finding : { ...finding, also };
  });
}

const rank = ({ severity }: Finding): number => (severity === "warning" ? 0 : 1);
