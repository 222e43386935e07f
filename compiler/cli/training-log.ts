/** Every step and epoch of a training → lines of JSON as they happen (--log), and a picture after each epoch (--plot). */
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import type { FitStep, Measures } from "../../host/index.ts";
import type { EpochReport } from "../../host/training.ts";
import { assertWritable, writeWhole } from "../interchange/files.ts";
import { UserError } from "../support/diagnostic.ts";
import { type Panel, type Point, renderCurves } from "./curves.ts";

/** A measurement as lines have it. */
type Measured = Pick<Measures, "loss" | "metrics">;

interface StepLine extends Measured {
  readonly event: "step";
  readonly step: number;
  readonly epoch: number;
  readonly rate: number;
}

interface EpochLine extends Measured {
  readonly event: "epoch";
  readonly step: number;
  readonly epoch: number;
  /** Where the training was resumed in the middle of the epoch: of its steps since. */
  readonly partial?: true;
  readonly validation?: Measured;
}

type Line = StepLine | EpochLine;

export interface TrainingLog {
  step(step: FitStep, rate: number): void;
  epoch(report: EpochReport, partial: boolean): Promise<void>;
  close(): Promise<void>;
}

export interface LogOptions {
  readonly log?: string | undefined;
  readonly plot?: string | undefined;
  readonly title: string;
  /** Steps that the model has done: what the file tells of earlier ones belongs to the picture. */
  readonly done: number;
}

export async function openLog({ log, plot, title, done }: LogOptions): Promise<TrainingLog> {
  if (log !== undefined) await assertWritable(log);
  const lines: Line[] = log === undefined || done === 0 ? [] : earlierLines(log, done);
  const file = log === undefined ? undefined : openWhole(log);
  const add = (line: Line): void => {
    if (plot !== undefined) lines.push(line);
    // One write a line: a process that is killed leaves whole lines.
    if (file !== undefined) writeSync(file, `${JSON.stringify(line)}\n`);
  };
  const draw = async (): Promise<void> => {
    if (plot !== undefined && lines.length > 0) await writeWhole(plot, picture(title, lines));
  };
  return {
    step: ({ step, epoch, loss, metrics }, rate) => add({ event: "step", step, epoch, loss, metrics, rate }),
    async epoch({ epoch, step, train, validation }, partial) {
      add({
        event: "epoch",
        epoch,
        step,
        ...measured(train),
        ...(partial ? { partial } : {}),
        ...(validation === undefined ? {} : { validation: measured(validation) }),
      });
      await draw();
    },
    async close() {
      if (file !== undefined) closeSync(file);
      await draw();
    },
  };
}

const measured = ({ loss, metrics }: Measured): Measured => ({ loss, metrics });

/** Opens a file to append to; a last line that was cut short, by a full disk say, is ended first. */
function openWhole(path: string): number {
  const file = openSync(path, "a+");
  const text = readFileSync(path, "utf8");
  if (text !== "" && !text.endsWith("\n")) writeSync(file, "\n");
  return file;
}

/** The lines of the steps that the model has done; of steps that were done twice, those written last. */
function earlierLines(path: string, done: number): Line[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new UserError(`cannot read ${path}: ${(error as Error).message}`);
  }
  const lines = new Map<string, Line>();
  for (const line of text.split("\n")) {
    const parsed = parseLine(line);
    if (parsed !== undefined && parsed.step <= done) lines.set(`${parsed.event} ${parsed.step}`, parsed);
  }
  return [...lines.values()].sort((a, b) => a.step - b.step);
}

function parseLine(line: string): Line | undefined {
  try {
    const parsed = JSON.parse(line) as Line | null;
    const isLine = parsed?.event === "step" || parsed?.event === "epoch";
    return isLine && Number.isFinite(parsed.step) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function picture(title: string, lines: readonly Line[]): string {
  const steps = lines.filter((line) => line.event === "step");
  const epochs = lines.filter((line) => line.event === "epoch");
  // Steps lack the metrics that only many rows have.
  const measures = ["loss", ...new Set(lines.flatMap(({ metrics }) => Object.keys(metrics)))];
  const pick = ({ loss, metrics }: Measured, name: string): number => (name === "loss" ? loss : metrics[name]!);
  const panels = measures.map((name): Panel => {
    const points = (of: readonly Line[]): Point[] => of.map((line) => [line.step, pick(line, name)]);
    const held = epochs.flatMap(({ step, validation }): Point[] =>
      validation ? [[step, pick(validation, name)]] : [],
    );
    return {
      title: name,
      series: [
        { name: "every step", style: "steps", points: points(steps) },
        { name: "train", style: "train", points: points(epochs) },
        { name: "validation", style: "validation", points: held },
      ],
    };
  });
  const rate: Panel = {
    title: "learning rate",
    series: [{ name: "rate", style: "rate", points: steps.map((line) => [line.step, line.rate]) }],
  };
  const count = epochs.at(-1)?.epoch ?? 0;
  return renderCurves({
    title,
    axis: `steps (${count} ${count === 1 ? "epoch" : "epochs"})`,
    panels: [...panels, rate],
  });
}
