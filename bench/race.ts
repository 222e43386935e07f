/**
 * A case measured on every contestant that can do it: all outputs are compared, all are warmed up, then they take turns,
 * so that what else the machine does falls on all of them alike. The medians of all blocks count.
 */
import { assertClose, DifferentOutput, INFER_TOLERANCE, TRAIN_TOLERANCE } from "./check.ts";
import type { BenchModel } from "./models.ts";
import type { Prepared } from "./prepare.ts";
import type { Seat } from "./process.ts";
import { referenceProbabilities } from "./reference.ts";
import { median } from "./report/rows.ts";
import type { Task } from "./session.ts";

export interface Case {
  readonly name: string;
  readonly model: string;
  readonly kind: "infer" | "train";
  readonly batch: number;
}

export interface Pace {
  readonly rounds: number;
  /** Milliseconds of one turn, and of a block between two looks at the clock. */
  readonly turn: number;
  readonly block: number;
  readonly warm: number;
}

/** Training is compared over so many steps. */
const CHECKED_STEPS = 4;
export const BATCHES = 8;
/** Milliseconds after which a contestant counts as stuck. */
const PATIENCE = 120_000;

export function casesOf(models: readonly BenchModel[]): Case[] {
  return models.flatMap(({ name: model, infer, train }) => [
    ...infer.map((batch) => ({ name: `${model} infer B=${batch}`, model, kind: "infer" as const, batch })),
    ...train.map((batch) => ({ name: `${model} step B=${batch}`, model, kind: "train" as const, batch })),
  ]);
}

/** Median milliseconds a call, by contestant. One that fails is left out with a note; a different output is an error. */
export async function race(
  { name, model, kind, batch }: Case,
  seats: readonly Seat[],
  prepared: Prepared,
  pace: Pace,
  note: (text: string) => void,
): Promise<Map<string, number>> {
  const task: Task = { id: name, model, kind, batch, batches: BATCHES };
  const ready: Seat[] = [];
  let reference: ArrayLike<number> | undefined = kind === "infer" ? probabilities(model, batch, prepared) : undefined;
  for (const seat of seats) {
    const { name: who, trains, infers, convolves } = seat.contestant;
    if (kind === "train" ? !trains : !infers) continue;
    if (prepared.networks.get(model)!.network.image !== undefined && !convolves) continue;
    try {
      const results = await inTime(seat.prepare(task, kind === "train" ? CHECKED_STEPS : 1));
      reference ??= results;
      assertClose(`${who}, ${name},`, results, reference, kind === "train" ? TRAIN_TOLERANCE : INFER_TOLERANCE);
      await inTime(seat.warm(task, pace.warm, pace.block));
      ready.push(seat);
    } catch (error) {
      if (error instanceof DifferentOutput) throw error;
      note(`${name}: without ${who}: ${(error as Error).message}`);
    }
  }
  const times = new Map<string, number[]>(ready.map(({ contestant }) => [contestant.name, []]));
  for (let round = 0; round < pace.rounds; round++) {
    for (const seat of ready) {
      times.get(seat.contestant.name)!.push(...(await inTime(seat.time(task, pace.turn))));
    }
  }
  return new Map([...times].map(([who, list]) => [who, median(list)]));
}

function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${PATIENCE / 1000} s`)), PATIENCE);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function probabilities(model: string, batch: number, { networks }: Prepared): Float64Array {
  const { network, weights, images } = networks.get(model)!;
  return referenceProbabilities(network, weights, images.subarray(0, batch * network.inputs));
}
