/**
 * Groups → how the threads of a module share each. A group over panels is split by panels, which are independent of each
 * other by the rules of scheduling; or by rows, where all of its calls have independent rows and the panels are too few to
 * be shared evenly. Of a group that runs once, such a call becomes a group of its own; the rest is thread 0's.
 *
 *   panels 8 { product, statistics, normalise }         panels 8 split by panels { … }
 *   panels 3 { product }                           →    panels 3 split by rows { … }
 *   once { softmax }                                    once split by rows { softmax }
 *   once { next_step }                                  once { next_step }
 *
 * What a split saves must be more than the barriers around it: smaller groups are not split, and below a certain batch a
 * whole entry point runs on thread 0. Times are estimates, and never change a result: whoever computes a panel or a row
 * computes it alike.
 */
import { type Dim, sameDim, sizeAt } from "../ir/type.ts";
import { writesOf } from "./access.ts";
import { costOf } from "./cost-of-call.ts";
import type { DraftBuffer } from "./draft-buffer.ts";
import { panelsIn, rowBytesOf, spaceOf } from "./layout.ts";
import { livesOf, panelLocals } from "./memory.ts";
import { type Call, type Group, isWindowGradient, type PlanEntry, partKernel, ROWS_UNIT } from "./plan.ts";

type Drafts = ReadonlyMap<string, DraftBuffer>;

/** Of a core, in FLOPs and bytes a nanosecond. */
const SPEED = { flops: 50, bytes: 30 };

/** Nanoseconds a random number. */
const DRAW = 2;

/** Nanoseconds below which a group is not split, and those below which an entry point is not. */
const GROUP = 3000;
const ENTRY = 30000;

/** Functions of runtime-as whose rows are independent, as long as they are in one panel; their first size is the rows. */
const ROW_WISE = new Set([
  "argmax",
  "one_hot",
  "softmax_cross_entropy_dense",
  "softmax_cross_entropy_index",
  "softmax_cross_entropy_slope_dense",
  "softmax_cross_entropy_slope_index",
]);

/** Those that have a variant for some of their rows. */
const PARTS = new Set([
  "dropout_mask",
  "log_softmax",
  "panels_to_rows",
  "rows_to_panels",
  "softmax",
  "softmax_cross_entropy_and_slope_dense",
  "softmax_cross_entropy_and_slope_index",
  "transpose_panels",
]);

/** How much more evenly rows must share than panels do. */
const EVENER = 0.1;

export interface SplitOptions {
  readonly threads: number;
  readonly maxBatch: number;
}

export function splitEntry(planned: PlanEntry, drafts: Drafts, { threads, maxBatch }: SplitOptions): PlanEntry {
  const { entry, groups } = planned;
  if (entry === "init" || entry === "swap") return planned;
  const local = panelLocals(groups, drafts, livesOf(groups));
  const timeOf = (calls: readonly Call[], batch: number) =>
    calls.reduce((sum, call) => {
      const { flops, bytes } = costOf(call, drafts, batch);
      return sum + flops / SPEED.flops + bytes / SPEED.bytes + drawing(call, drafts, batch);
    }, 0);
  const evenness = (parts: number) => parts / (threads * Math.ceil(parts / threads));

  const split = groups.flatMap((group): Group[] => {
    const { panels, calls } = group;
    if (panels === 1) return splitOnce(calls, (call) => timeOf([call], maxBatch) >= GROUP && hasOwnRows(call, drafts));
    if (timeOf(calls, maxBatch) < GROUP) return [group];
    const rows = commonRows(calls, local, drafts);
    const blocks = rows === undefined ? 0 : Math.ceil(sizeAt(rows, maxBatch) / ROWS_UNIT);
    return [{ ...group, split: evenness(blocks) > evenness(panels) + EVENER ? "rows" : "panels" }];
  });

  const shared = split.filter((group) => group.split !== undefined).flatMap(({ calls }) => calls);
  if (timeOf(shared, maxBatch) < ENTRY) return planned;
  let [low, high] = [1, maxBatch]; // The smallest batch that is worth it lies in between.
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (timeOf(shared, middle) < ENTRY) low = middle + 1;
    else high = middle;
  }
  return { entry, groups: split, sharedFrom: low };
}

/** Random numbers, which are no floating-point operations. */
function drawing(call: Call, drafts: Drafts, batch: number): number {
  if (call.kind !== "kernel" || !call.kernel.startsWith("dropout_mask")) return 0;
  const { rows, columns } = spaceOf(drafts.get(call.results[0]!)!.type.shape);
  return DRAW * sizeAt(rows, batch) * sizeAt(columns, batch);
}

/** A group that runs once, with those of its calls apart that threads split. */
function splitOnce(calls: readonly Call[], isShared: (call: Call) => boolean): Group[] {
  const groups: Group[] = [];
  let kept: Call[] = [];
  const close = () => {
    if (kept.length > 0) groups.push({ panels: 1, calls: kept });
    kept = [];
  };
  for (const call of calls) {
    if (!isShared(call)) {
      kept.push(call);
      continue;
    }
    close();
    const hasPart = call.kind === "kernel" && PARTS.has(call.kernel);
    groups.push({ panels: 1, calls: [hasPart ? { ...call, kernel: partKernel(call.kernel) } : call], split: "rows" });
  }
  close();
  return groups;
}

/**
 * The rows of all calls of a group over panels, if they are independent; what has one row each thread makes for itself. A
 * product needs all rows of B, which so none of the calls may write, in its own place or in that of an operand.
 */
function commonRows(calls: readonly Call[], local: ReadonlySet<string>, drafts: Drafts): Dim | undefined {
  const isOwn = (call: Call) =>
    call.kind === "map" && call.rows === 1 && writesOf(call).every((name) => local.has(name));
  const others = calls.filter((call) => !isOwn(call));
  const [first] = others;
  if (first === undefined || first.kind === "kernel") return undefined;
  const agree = (call: Call) =>
    call.kind !== "kernel" &&
    call.kind !== "reduce_rows" &&
    !call.segment &&
    !isWindowGradient(call) &&
    sameDim(call.rows, first.rows);
  const changing = new Set(
    calls.flatMap((call) => [
      ...writesOf(call).flatMap((name) => [name, drafts.get(name)!.inPlaceOf]),
      ...(call.kind === "map" ? call.body.operands.map((operand) => operand.buffer) : []),
    ]),
  );
  if (calls.some((call) => call.kind === "product" && changing.has(call.b))) return undefined;
  return first.rows !== 1 && others.every(agree) ? first.rows : undefined;
}

/** Whether a call that runs once computes each row from the same row of what it reads. */
function hasOwnRows(call: Call, drafts: Drafts): boolean {
  if (call.kind !== "kernel" && (call.kind === "reduce_rows" || call.segment !== undefined)) return false;
  if (call.kind === "product") return call.rows !== 1 && !isWindowGradient(call);
  if (call.kind === "winograd") return call.gradient === undefined;
  if (call.kind !== "kernel") {
    return call.rows !== 1 && typeof call.columns === "number" && panelsIn(call.columns) === 1;
  }
  if (PARTS.has(call.kernel)) return true;
  const [rows] = call.sizes as readonly Dim[];
  return (
    ROW_WISE.has(call.kernel) &&
    [...call.operands, ...call.results].every((name) => {
      const { type, layout } = drafts.get(name)!;
      const { rows: own, columns } = spaceOf(type.shape);
      if (layout === "panels") return sameDim(own, rows!) && typeof columns === "number" && panelsIn(columns) === 1;
      return rowBytesOf(type, rows!) !== undefined;
    })
  );
}
