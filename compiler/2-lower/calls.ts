/** Calls → nodes: operators directly, layers through their expansion, blocks by lowering their body. */

import type { Attrs } from "../ir/node.ts";
import { ENTRIES, findEntry } from "../ops/index.ts";
import { bindArguments, type Call } from "./arguments.ts";
import { callBlock } from "./blocks.ts";
import { blocksAt, type Context, countStep, isDropped, report } from "./context.ts";
import { evaluate } from "./expressions.ts";
import { expandLayer } from "./layers.ts";
import { applyOp } from "./operands.ts";
import { makeSchedule } from "./schedules.ts";
import { lookup, type Scope } from "./scope.ts";
import { didYouMeanEntry } from "./suggest.ts";
import { ERROR, type Value } from "./values.ts";

/** Where in a train block each kind of entry belongs. */
const PLACES = { metric: "metric name = ", optimizer: "optimizer = ", average: "average = " } as const;

export function evaluateCall(context: Context, scope: Scope, call: Call, component?: string): readonly Value[] {
  if (!countStep(context, call.span)) return [ERROR];
  const name = call.callee.text;
  const block = blocksAt(context, call.callee.span).get(name);
  if (block !== undefined) return callBlock(context, scope, block, call, component);
  const entry = findEntry(name);
  if (entry === undefined) {
    reportUnknownOperator(context, scope, call);
    return [ERROR];
  }
  switch (entry.kind) {
    case "op": {
      const bound = bindArguments(context, scope, entry, call);
      if (bound === undefined) return [ERROR];
      const attrs = bound.attrs as Attrs;
      if (entry.initializer !== undefined) return [{ kind: "initializer", use: { op: entry, attrs } }];
      return [applyOp(context, entry, bound.operands, attrs, bound.site)];
    }
    case "layer":
      return expandLayer(context, scope, entry, call, component);
    case "schedule":
      return [makeSchedule(context, scope, entry, call)];
    default: {
      for (const { value } of call.args) evaluate(context, scope, value);
      const article = /^[aeiou]/.test(entry.kind) ? "an" : "a";
      report(context, "misused", `${name} is ${article} ${entry.kind}, not a value`, call.callee.span, {
        help: `it stands in a train block: \`${PLACES[entry.kind]}${name}(…)\``,
      });
      return [ERROR];
    }
  }
}

export function reportUnknownOperator(context: Context, scope: Scope, call: Call): void {
  const { text, span } = call.callee;
  for (const { value } of call.args) evaluate(context, scope, value);
  if (isDropped(context, span, new RegExp(`\\bblock\\s+${text}\\b|\\bimport\\b[^}"]*\\b${text}\\b`))) return;
  const bound = lookup(scope, text);
  if (bound !== undefined) {
    report(context, "unknown-operator", `${text} is a value: it cannot be called`, span, {
      related: [{ span: bound.span, text: `${text} is bound here` }],
    });
    return;
  }
  const hint = didYouMeanEntry(text, [...blocksAt(context, span).keys(), ...ENTRIES.map((entry) => entry.name)]);
  report(context, "unknown-operator", `no operator, layer or block is called ${text}`, span, hint);
}
