/** Learning rates: the calls of schedules, and what an optimizer's attributes make of them. */
import type { Attrs } from "../ir/node.ts";
import type { LayerAttr } from "../ops/definition/layer.ts";
import type { OptimizerDef, OptimizerUse, ScheduleDef, ScheduleUse } from "../ops/definition/train-block.ts";
import { bindArguments, type Call } from "./arguments.ts";
import type { Context } from "./context.ts";
import { reportSignature } from "./operands.ts";
import type { Scope } from "./scope.ts";
import { ERROR, type Value } from "./values.ts";

export function makeSchedule(context: Context, scope: Scope, def: ScheduleDef, call: Call): Value {
  const bound = bindArguments(context, scope, def, call);
  if (bound === undefined) return ERROR;
  const { attrs, schedule } = withoutSchedule(bound.attrs, "then");
  const wrong = def.check?.(attrs);
  if (wrong === undefined) {
    return { kind: "schedule", use: { def, attrs, ...(schedule === undefined ? {} : { next: schedule }) } };
  }
  reportSignature(context, wrong, [], bound.site);
  return ERROR;
}

export function optimizerUse(def: OptimizerDef, given: Readonly<Record<string, LayerAttr>>): OptimizerUse {
  const { attrs, schedule } = withoutSchedule(given, "learning_rate");
  return { def, attrs, ...(schedule === undefined ? {} : { schedule }) };
}

/** Takes the attribute of that name out where it is a schedule. */
function withoutSchedule(
  given: Readonly<Record<string, LayerAttr>>,
  name: string,
): { readonly attrs: Attrs; readonly schedule?: ScheduleUse } {
  const { [name]: rate, ...others } = given;
  return typeof rate === "object" && "def" in rate
    ? { attrs: others as Attrs, schedule: rate }
    : { attrs: given as Attrs };
}
