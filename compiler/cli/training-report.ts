/** How training goes → what the user sees of it: a bar on a terminal, a line an epoch, or JSON. */
import { SingleBar } from "cli-progress";
import type { Measures, Model } from "../../host/index.ts";
import type { EpochReport } from "../../host/training.ts";
import { formatMeasures } from "./measures.ts";

export type Tell = ((event: object) => void) | undefined;

export function teller(json: boolean | undefined): Tell {
  return json ? (event) => console.log(JSON.stringify(event)) : undefined;
}

/** The epoch that a resumed training begins in the middle of, and the first of its examples that is trained on. */
export interface PartialEpoch {
  readonly epoch: number;
  readonly from: number;
}

/** A training that was interrupted goes on in the middle of an epoch. */
export function partialEpoch({ counters: { epoch, position } }: Model): PartialEpoch | undefined {
  return position === 0 ? undefined : { epoch: epoch + 1, from: position + 1 };
}

/** An epoch that was measured in part is told as such. */
export function tellEpoch(report: EpochReport, epochs: number, part: PartialEpoch | undefined, tell: Tell): void {
  const { epoch, step, train, validation, best, seconds } = report;
  const plain = ({ loss, metrics }: Measures) => ({ loss, metrics });
  tell?.({
    ...{ event: "epoch", epoch, step, ...plain(train), seconds },
    ...(part === undefined ? {} : { partial: true }),
    ...(validation === undefined ? {} : { validation: plain(validation), best }),
  });
  if (tell) return;
  const held = validation === undefined ? "" : `, validation ${formatMeasures(validation)}`;
  const from = part === undefined ? "" : ` (from example ${part.from} of it)`;
  console.log(`epoch ${epoch}/${epochs}${from}: ${formatMeasures(train)}${held}, ${seconds.toFixed(1)} s`);
}

export function tellEnd(model: Model, stopped: boolean, tell: Tell): void {
  const { epoch } = model.counters;
  if (tell) tell({ event: "best", epoch, stopped });
  else console.log(`${stopped ? "stopped early; " : ""}the model is as after epoch ${epoch}, the best`);
}

/** A bar on a terminal, for each epoch. */
export function newBar(epochs: number) {
  const bar = new SingleBar({
    format: `epoch {epoch}/${epochs} {bar} {value}/{total} loss {loss} ETA {eta_formatted}`,
    clearOnComplete: true,
    hideCursor: true,
    stream: process.stderr,
  });
  return {
    show({ epoch, total, examples, loss }: { epoch: number; total: number; examples: number; loss: number }): void {
      if (!bar.isActive) bar.start(total, 0, { epoch, loss: "" });
      bar.update(examples, { loss: loss.toFixed(4) });
    },
    stop: () => bar.stop(),
  };
}
