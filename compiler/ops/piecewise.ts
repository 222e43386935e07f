import type { Attrs } from "../ir/node.ts";
import { defineSchedule } from "./define.ts";

const numbers = (attrs: Attrs, name: string) => attrs[name] as readonly number[];

export const piecewise = defineSchedule({
  name: "piecewise",
  doc: "Level pieces: `rates[i]`, where i is how many boundaries are at most t.",
  attrs: [
    {
      name: "boundaries",
      kind: "numbers",
      doc: "the steps at which the rate changes, ascending",
      check: (values: readonly number[]) =>
        values.every((value, i) => Number.isInteger(value) && value > (values[i - 1] ?? 0))
          ? undefined
          : "must be ascending integers from 1 on",
    },
    {
      name: "rates",
      kind: "numbers",
      doc: "one more than boundaries",
      check: (values: readonly number[]) =>
        values.every((value) => value >= 0) ? undefined : "must be numbers that are not negative",
    },
  ],
  check: (attrs) => {
    const [edges, rates] = [numbers(attrs, "boundaries").length, numbers(attrs, "rates").length];
    if (rates === edges + 1) return undefined;
    const error = `piecewise has ${edges} boundaries, so it needs ${edges + 1} rates, not ${rates}`;
    return { code: "bad-attribute", error, attr: "rates" };
  },
  rate: (b, t, attrs) => {
    const rates = numbers(attrs, "rates");
    return numbers(attrs, "boundaries").reduceRight(
      (after, boundary, i) => b.op("where", [b.op("less", [t, b.constant(boundary)]), b.constant(rates[i]!), after]),
      b.constant(rates.at(-1)!),
    );
  },
});
