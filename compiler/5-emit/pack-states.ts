/**
 * Moments and averages that all parameters have are told together, by their offsets, since all else about them is their
 * parameters'. A deep network's manifest would otherwise be larger than its code.
 *
 *   optimizer.adam.m.a.weight, optimizer.adam.m.b.weight   →   { name: "optimizer.adam.m.", offset: [256, 512], … }
 */
import type { Field, Manifest, StateField, StatesOfParameters } from "./manifest.ts";

export function packStates(parameters: readonly Field[], states: readonly StateField[]): Manifest["states"] {
  const byName = new Map(states.map((state) => [state.name, state]));
  const together = new Map<StateField, StatesOfParameters>();
  for (const state of states) {
    for (const [other, all] of familyOf(state, parameters, byName)) together.set(other, all);
  }
  return [...new Set(states.map((state) => together.get(state) ?? state))];
}

/** For a state of the first parameter: the like states of all parameters, each with what is told of them together. */
function familyOf(
  state: StateField,
  parameters: readonly Field[],
  byName: ReadonlyMap<string, StateField>,
): [StateField, StatesOfParameters][] {
  const { name, kind, initial } = state;
  const first = parameters[0];
  if (first === undefined || kind === "statistic" || !name.endsWith(`.${first.name}`)) return [];
  const prefix = name.slice(0, -first.name.length);
  const family = parameters.flatMap((parameter) => {
    const other = byName.get(prefix + parameter.name);
    const alike = other?.kind === kind && other.initial === initial && sameType(other, parameter);
    return alike ? [other] : [];
  });
  if (family.length < parameters.length) return [];
  const offset = family.map((other) => other.offset);
  const all = { name: prefix, kind, ...(initial === undefined ? {} : { initial }), offset };
  return family.map((other) => [other, all]);
}

function sameType(a: Field, b: Field): boolean {
  const type = ({ dtype, shape, layout }: Field) => JSON.stringify([dtype, shape, layout]);
  return type(a) === type(b);
}
