/**
 * Names of parameters and states: a path of components, such as `tower.fc1.weight`. A layer or block call claims one
 * component below the path it stands in; a derived name that is taken gets `_1`, `_2`, …. A `for` adds its index.
 */
import type { Span } from "../support/span.ts";

export interface Names {
  /** Claims a component; returns the whole path, or the span of who has the name where that is not allowed. */
  claim(prefix: string, component: string, span: Span, exact: boolean): Claim | { readonly takenBy: Span };
  /** Called for each parameter and state: the claims that it lies in stay. */
  use(path: string): void;
  /** Gives up the claim if nothing was made under it, so that calls without parameters don't number those with. */
  release(claim: Claim): void;
}

export interface Claim {
  readonly path: string;
}

export function createNames(): Names {
  const claimed = new Map<string, Span>();
  const used = new Set<string>();
  return {
    claim(prefix, component, span, exact) {
      const wanted = joinPath(prefix, component);
      const takenBy = claimed.get(wanted);
      if (takenBy !== undefined && exact) return { takenBy };
      let path = wanted;
      for (let suffix = 1; claimed.has(path); suffix++) path = `${wanted}_${suffix}`;
      claimed.set(path, span);
      return { path };
    },
    use(path) {
      for (let end = path.length; end > 0; end = path.lastIndexOf(".", end - 1)) used.add(path.slice(0, end));
    },
    release({ path }) {
      if (!used.has(path)) claimed.delete(path);
    },
  };
}

export function joinPath(prefix: string, component: string): string {
  return prefix === "" ? component : `${prefix}.${component}`;
}
