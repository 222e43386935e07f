/** Bindings: which name means which value where, and which of them nothing ever reads. */
import type { Name } from "../1-parse/ast.ts";
import type { Span } from "../support/span.ts";
import type { Value } from "./values.ts";

/** What statements may do in a scope and where names look outwards. */
export type ScopeKind = "model" | "train" | "block" | "loop";

export interface Binding {
  readonly value: Value;
  readonly span: Span;
}

export interface Scope {
  readonly kind: ScopeKind;
  readonly bindings: Map<string, Binding>;
  /** A block sees nothing outside itself. */
  readonly parent?: Scope;
  /** The path that names of parameters made here start with. */
  readonly path: string;
}

export function innerScope(parent: Scope, kind: ScopeKind, path = parent.path): Scope {
  return { kind, bindings: new Map(), parent, path };
}

export function outerScope(kind: ScopeKind, path: string): Scope {
  return { kind, bindings: new Map(), path };
}

export function lookup(scope: Scope, name: string): Binding | undefined {
  return scope.bindings.get(name) ?? (scope.parent === undefined ? undefined : lookup(scope.parent, name));
}

/** All names in sight, innermost first. */
export function visibleNames(scope: Scope): string[] {
  const outer = scope.parent === undefined ? [] : visibleNames(scope.parent);
  return [...scope.bindings.keys(), ...outer];
}

/** Rebinds the name where it is bound, or binds it here. */
export function bind(scope: Scope, name: string, binding: Binding): void {
  let home: Scope | undefined = scope;
  while (home !== undefined && !home.bindings.has(name)) home = home.parent;
  (home ?? scope).bindings.set(name, binding);
}

/** The nearest scope around that is no loop. */
export function enclosing(scope: Scope): Exclude<ScopeKind, "loop"> {
  return scope.kind === "loop" ? enclosing(scope.parent!) : scope.kind;
}

/** What a binding is, for the warning that nothing reads it. */
export type BindingRole = "value" | "input" | "parameter" | "constant" | "argument";

/** Counts reads by where a name is bound in the text, so that a loop's or block's runs are one. */
export interface Uses {
  declare(name: Name, role: BindingRole): void;
  read(binding: Binding): void;
  unused(): readonly { readonly name: Name; readonly role: BindingRole }[];
}

export function createUses(): Uses {
  const declared = new Map<string, { name: Name; role: BindingRole }>();
  const read = new Set<string>();
  const place = ({ source, start }: Span) => `${start} ${source.path}`;
  return {
    declare(name, role) {
      declared.set(place(name.span), { name, role });
    },
    read(binding) {
      read.add(place(binding.span));
    },
    unused: () => [...declared].filter(([at]) => !read.has(at)).map(([, entry]) => entry),
  };
}
