/**
 * Entry points that threads share. All threads run the same list of calls (runtime-as/fork-join.ts): of a group that is
 * split each takes its part, all others are thread 0's, and at a barrier they wait for each other.
 *
 *     export function infer(batch) { …; fork(1, batch, batch >= 12); infer_part(batch); barrier(); }
 *     function infer_part(batch) { infer_hidden(batch); barrier(); if (thread == 0) softmax(…); }
 *     export function work(number, threads) { for each job: infer_part(job_batch()) or …; barrier(); }
 */
import type { Group } from "../4-plan/plan.ts";
import type { Block } from "./block.ts";
import { indent } from "./kernel-text.ts";

/** What emitted code imports of runtime-as/fork-join.ts. */
export const FORK_JOIN = [
  ...["barrier", "dismiss", "end_of", "enlist", "first_of", "fork", "job_batch", "next_job", "thread"],
];

const BARRIER: Block = { name: "barrier", statements: [{ comment: [], callee: "barrier", args: [] }] };

/** Blocks of the groups, with a barrier wherever one thread may read or overwrite what another made. */
export function withBarriers(blocks: readonly Block[], groups: readonly Group[]): Block[] {
  return blocks.flatMap((block, i) => {
    const isSplit = groups[i]!.split !== undefined;
    const first = i === 0 || (!isSplit && groups[i - 1]!.split === undefined);
    const own = isSplit
      ? block
      : { ...block, statements: block.statements.map((statement) => ({ ...statement, alone: true })) };
    return first ? [own] : [BARRIER, own];
  });
}

/** `infer_part` */
export function partOf(entryPoint: string): string {
  return `${entryPoint}_part`;
}

/** The end of an entry point: fork, this thread's part, join. */
export function forkLines(entryPoint: string, job: number, sharedFrom: number): string[] {
  return [`fork(${job}, batch, batch >= ${sharedFrom});`, `${partOf(entryPoint)}(batch);`, "barrier();"];
}

/** The exports that a host's threads call; `entryPoints` are those that are shared, with their jobs. */
export function workFunctions(entryPoints: readonly { readonly name: string; readonly job: number }[]): string[] {
  const jobs = entryPoints.map(({ name, job }) => `if (job == ${job}) ${partOf(name)}(job_batch());`);
  return [
    "export function work(number: i32, threads: i32): void {",
    ...indent([
      "enlist(number, threads);",
      "if (number == 0) return;",
      "for (let job = next_job(); job != 0; job = next_job()) {",
      ...indent([...jobs, "barrier();"]),
      "}",
    ]),
    "}",
    "",
    "export function stop(): void {",
    "  dismiss();",
    "}",
    "",
  ];
}
