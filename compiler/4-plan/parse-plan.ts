/**
 * Text (see print-plan.ts) → plan, line by line: a `//` line ahead of a call is its comment, which a plan keeps.
 */
import { oneOf, parseType } from "../ir/parse.ts";
import type { TokenReader } from "../ir/tokens.ts";
import { parseCall } from "./parse-call.ts";
import { Lines, list, open } from "./parse-lines.ts";
import type { Buffer, BufferRole, Group, PartOf, Plan, PlanEntry } from "./plan.ts";

const ENTRIES: readonly PlanEntry["entry"][] = ["init", "infer", "evaluate", "train", "recalibrate", "swap"];
const ROLES: readonly BufferRole[] = [
  "argument",
  "parameter",
  "state",
  "constant",
  "input",
  "output",
  "result",
  "temporary",
];

/** Throws a `UserError` with the line's number where the text is not a plan. */
export function parsePlan(text: string): Plan {
  const lines = new Lines(text);
  const name = lines.take((line) => {
    line.expect("plan");
    return line.name();
  });
  const setting = (word: string) =>
    lines.take((line) => {
      line.expect(word);
      return line.number();
    });
  const maxBatch = setting("max_batch");
  const threads = lines.nextIs("threads") ? setting("threads") : 1;
  const memoryBytes = setting("memory_bytes");
  lines.take((line) => open(line, "buffers"));
  const buffers = lines.until(() => lines.take(parseBuffer));
  const entries: PlanEntry[] = [];
  while (!lines.atEnd()) entries.push(parseEntry(lines));
  return { name, maxBatch, threads, buffers, entries, memoryBytes };
}

function parseBuffer(line: TokenReader): Buffer {
  const name = line.bufferName();
  const role = oneOf(line, ROLES, "a role");
  const type = parseType(line);
  const layout = oneOf(line, ["rows", "panels"] as const, "a layout");
  const panelLocal = line.accept("local");
  const offset = line.number();
  const bytes = line.number();
  const inPlaceOf = line.accept("in") ? { inPlaceOf: parseState(line) } : {};
  const partOf = line.accept("part") ? { partOf: parsePartOf(line) } : {};
  const values = line.accept("=") ? { values: list(line, "[", () => line.number(), "]") } : {};
  return { name, role, type, layout, panelLocal, offset, bytes, ...inPlaceOf, ...partOf, ...values };
}

/** `in place of hidden.weight`, from the second word on. */
function parseState(line: TokenReader): string {
  line.expect("place");
  line.expect("of");
  return line.bufferName();
}

/** `part of train/joined from panel 4 lane 12`, from the second word on. */
function parsePartOf(line: TokenReader): PartOf {
  line.expect("of");
  const buffer = line.bufferName();
  line.expect("from");
  line.expect("panel");
  const panel = line.number();
  return line.accept("lane") ? { buffer, panel, lane: line.number() } : { buffer, panel };
}

function parseEntry(lines: Lines): PlanEntry {
  const head = lines.take((line) => {
    line.expect("entry");
    const entry = oneOf(line, ENTRIES, "an entry");
    const sharedFrom = line.accept("shared") ? { sharedFrom: parseSharedFrom(line) } : {};
    line.expect("{");
    return { entry, ...sharedFrom };
  });
  return { ...head, groups: lines.until(() => parseGroup(lines)) };
}

/** `shared from 12`, from the second word on. */
function parseSharedFrom(line: TokenReader): number {
  line.expect("from");
  return line.number();
}

/** `split by rows`, from the second word on. */
function parseSplit(line: TokenReader): NonNullable<Group["split"]> {
  line.expect("by");
  return oneOf(line, ["panels", "rows"] as const, "what is split");
}

function parseGroup(lines: Lines): Group {
  const head = lines.take((line) => {
    const once = line.accept("once");
    if (!once) line.expect("panels");
    const panels = once ? 1 : line.number();
    const split = line.accept("split") ? { split: parseSplit(line) } : {};
    line.expect("{");
    return { panels, ...split };
  });
  return { ...head, calls: lines.until(() => parseCall(lines)) };
}
