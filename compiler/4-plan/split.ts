/**
 * Groups → how the threads of a module share each. A group over panels is split by panels, which are independent of each
 * other by the rules of scheduling. Of a group that runs once, a call whose rows are independent is split by rows, and
 * becomes a group of its own; the rest is thread 0's.
 *
 *   panels 8 { product, statistics, normalise }         panels 8 split { … }
 *   once { product }                               →    once split { product }
 *   once { softmax }                                    once split { softmax }
 *   once { next_step }                                  once { next_step }
 *
 * What a split saves must be more than the barriers around it: smaller groups are not split, and below a certain batch a
 * whole entry point runs on thread 0. Times are estimates, and never change a result: whoever computes a panel or a row
 * computes it alike.
 */
import { type Dim, sameDim } from "../ir/type.ts";
import { costOf, type Placed } from "./cost-of-call.ts";
import { type Call, type Group, type PlanEntry, panelsIn, rowBytesOf, spaceOf } from "./plan.ts";

type Buffers = ReadonlyMap<string, Placed>;

/** Of a core, in FLOPs and bytes a nanosecond. */
const SPEED = { flops: 50, bytes: 30 };

/** Nanoseconds below which a group is not split, and those below which an entry point is not. */
const GROUP = 3000;
const ENTRY = 30000;

/** Functions of runtime-as whose rows are independent, as long as they are in one panel; their first size is the rows. */
const ROW_WISE = new Set([
  "argmax",
  "log_softmax",
  "one_hot",
  "panels_to_rows",
  "rows_to_panels",
  "softmax",
  "softmax_cross_entropy_and_slope_dense",
  "softmax_cross_entropy_and_slope_index",
  "softmax_cross_entropy_dense",
  "softmax_cross_entropy_index",
  "softmax_cross_entropy_slope_dense",
  "softmax_cross_entropy_slope_index",
]);

export function splitEntry(planned: PlanEntry, buffers: Buffers, maxBatch: number): PlanEntry {
  const { entry, groups } = planned;
  if (entry === "init" || entry === "swap") return planned;
  const split = groups.flatMap((group) => splitGroup(group, buffers, maxBatch));
  const shared = split.filter((group) => group.split);
  const timeAt = (batch: number) => shared.reduce((sum, group) => sum + timeOf(group.calls, buffers, batch), 0);
  if (timeAt(maxBatch) < ENTRY) return planned;
  let [low, high] = [1, maxBatch]; // The smallest batch that is worth it lies in between.
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (timeAt(middle) < ENTRY) low = middle + 1;
    else high = middle;
  }
  return { entry, groups: split, sharedFrom: low };
}

function splitGroup(group: Group, buffers: Buffers, maxBatch: number): Group[] {
  const isWorth = (calls: readonly Call[]) => timeOf(calls, buffers, maxBatch) >= GROUP;
  if (group.panels > 1) return [isWorth(group.calls) ? { ...group, split: true } : group];
  const groups: Group[] = [];
  let kept: Call[] = [];
  const close = () => {
    if (kept.length > 0) groups.push({ panels: 1, calls: kept });
    kept = [];
  };
  for (const call of group.calls) {
    if (!isWorth([call]) || !hasIndependentRows(call, buffers)) {
      kept.push(call);
      continue;
    }
    close();
    groups.push({ panels: 1, calls: [call], split: true });
  }
  close();
  return groups;
}

function timeOf(calls: readonly Call[], buffers: Buffers, batch: number): number {
  return calls.reduce((sum, call) => {
    const { flops, bytes } = costOf(call, buffers, batch);
    return sum + flops / SPEED.flops + bytes / SPEED.bytes;
  }, 0);
}

function hasIndependentRows(call: Call, buffers: Buffers): boolean {
  if (call.kind === "product") return true;
  if (call.kind === "reduce_rows") return false;
  if (call.kind !== "kernel") {
    return call.rows !== 1 && typeof call.columns === "number" && panelsIn(call.columns) === 1;
  }
  const [rows] = call.sizes as readonly Dim[];
  return (
    ROW_WISE.has(call.kernel) &&
    [...call.operands, ...call.results].every((name) => {
      const { type, layout } = buffers.get(name)!;
      const { rows: own, columns } = spaceOf(type.shape);
      if (layout === "panels") return sameDim(own, rows!) && typeof columns === "number" && panelsIn(columns) === 1;
      return rowBytesOf(type, rows!) !== undefined;
    })
  );
}
