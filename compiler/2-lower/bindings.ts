/** Giving names to values: in the scope, and to the nodes that the names are printed with. */
import type { Name } from "../1-parse/ast.ts";
import { type Context, report } from "./context.ts";
import { BATCH_NAME } from "./expressions.ts";
import { joinPath } from "./names.ts";
import { type BindingRole, bind, lookup, type Scope } from "./scope.ts";
import { tensor, type Value } from "./values.ts";

/** Binds or rebinds; a node that has no name yet takes this one. */
export function bindName(context: Context, scope: Scope, name: Name, value: Value, role: BindingRole): Value {
  if (!checkName(context, name)) return value;
  const named = nameTensor(context, scope, name, value);
  context.uses.declare(name, role);
  if (role === "argument") scope.bindings.set(name.text, { value: named, span: name.span });
  else bind(scope, name.text, { value: named, span: name.span });
  return named;
}

/** Only what is bound has other users, so an unnamed node can still be replaced by a named copy. */
export function nameTensor(context: Context, scope: Scope, name: Name, value: Value): Value {
  if (value.kind !== "tensor" || value.node.name !== undefined) return value;
  return tensor(context.b.named(value.node, joinPath(scope.path, name.text)));
}

/** Binds what must not be bound yet: an input, parameter or constant. False if it is, which is then reported. */
export function declareName(context: Context, scope: Scope, name: Name, role: BindingRole): boolean {
  const before = lookup(scope, name.text);
  if (before !== undefined) {
    report(context, "duplicate-name", `${name.text} is bound already`, name.span, {
      related: [{ span: before.span, text: "bound here first" }],
    });
    return false;
  }
  if (!checkName(context, name)) return false;
  context.uses.declare(name, role);
  return true;
}

function checkName(context: Context, name: Name): boolean {
  if (name.text !== BATCH_NAME) return true;
  report(context, "duplicate-name", "batch is the number of rows given at run time: choose another name", name.span);
  return false;
}
