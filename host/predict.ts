/** Running without training: `predict` and `evaluate`, in chunks of at most the module's largest batch. */
import type { EntryPoint } from "../compiler/5-emit/manifest.ts";
import { bindColumns, type Columns, type Dataset, fillInputs } from "./columns.ts";
import { type Instance, joinMeasures, type Measures, showAverage } from "./instance.ts";
import { firstOf, isBatched, sizeAt, type TypedArray, VIEWS } from "./layout.ts";

export type Outputs = Record<string, TypedArray>;

/** Outputs by known names, as an interface too. */
export type OutputsOf<Results> = { readonly [Name in keyof Results]: TypedArray };

export interface Evaluation extends Measures {
  readonly examples: number;
}

/** `predict` of an instance: its results are views, made once for every size of batch. */
export function makePredict(instance: Instance) {
  const cache: Outputs[] = [];
  const { outputs, maxBatch } = instance.manifest;
  const viewsAt = (batch: number): Outputs =>
    (cache[batch] ??= Object.fromEntries(
      outputs.map((field) => {
        const first = firstOf(field);
        return [field.name, instance.heap[field.dtype].subarray(first, first + sizeAt(field, batch))];
      }),
    ));
  return (dataset: Dataset, average: boolean): Outputs => {
    const columns = bindColumns(instance, "infer", dataset);
    const { rows } = columns;
    const whole: Outputs = {};
    inChunks(instance, "infer", columns, average, (start, batch) => {
      if (rows <= maxBatch) return;
      for (const field of outputs) {
        const { name, dtype } = field;
        whole[name] ??= new VIEWS[dtype](sizeAt(field, rows));
        whole[name].set(viewsAt(batch)[name]!, isBatched(field) ? start * sizeAt(field, 1) : 0);
      }
    });
    return rows <= maxBatch ? viewsAt(rows) : whole;
  };
}

export function evaluate(instance: Instance, dataset: Dataset, average: boolean): Evaluation {
  const columns = bindColumns(instance, "evaluate", dataset);
  const join = joinMeasures(instance);
  let measures: Measures;
  inChunks(instance, "evaluate", columns, average, (_, batch) => {
    measures = join(batch);
  });
  return { ...measures!, examples: columns.rows };
}

function inChunks(
  instance: Instance,
  entry: EntryPoint,
  columns: Columns,
  average: boolean,
  collect: (start: number, batch: number) => void,
): void {
  showAverage(instance, average);
  for (let start = 0; start < columns.rows; start += instance.manifest.maxBatch) {
    const batch = Math.min(instance.manifest.maxBatch, columns.rows - start);
    fillInputs(instance, columns, start, batch);
    instance.exports[entry]!(batch);
    collect(start, batch);
  }
}
