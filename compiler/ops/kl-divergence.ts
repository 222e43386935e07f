import { defineLayer } from "./define.ts";
import type { OperandSpec } from "./definition/signature.ts";
import { unlikePair } from "./loss-rules.ts";

/** The least positive normal f32: `0 · log` of it is 0, where `0 · log 0` would be NaN. */
const LEAST = 2 ** -126;

const OPERANDS: readonly OperandSpec[] = [
  { name: "log_probabilities", doc: "f32[batch, …]: logarithms, such as `log_softmax(logits)`" },
  { name: "target", doc: "f32, the same shape: probabilities" },
];

export const klDivergence = defineLayer({
  name: "kl_divergence",
  doc: "Kullback–Leibler divergence of the target: the mean over rows of `Σ target · (log target − log_probabilities)`, as PyTorch's `kl_div` with `batchmean`.",
  operands: OPERANDS,
  attrs: [],
  expand: ({ b }, [logarithms, target]) => {
    const wrong = unlikePair("kl_divergence", OPERANDS, [logarithms!, target!]);
    if (wrong !== undefined) return wrong;
    const rows = logarithms!.type.shape[0];
    if (rows === undefined) {
      return { code: "shape-mismatch", error: "kl_divergence expects rank 1 or more", operand: 0 };
    }
    const logTarget = b.op("log", [b.op("maximum", [target!, b.constant(LEAST)])]);
    const sum = b.op("reduce_sum", [b.mul(target!, b.sub(logTarget, logarithms!))]);
    return b.div(sum, b.count([rows]));
  },
});
