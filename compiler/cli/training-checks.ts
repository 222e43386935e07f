/** What `inlay train` refuses in its own words: the way out is an option of the command. */
import type { Model } from "../../host/index.ts";
import { UserError } from "../support/diagnostic.ts";

/** Parameters and shuffling of a resumed training hang on the seed that it began with. */
export function checkSeed(
  own: number,
  { seed, resume }: { readonly seed?: number | undefined; readonly resume?: string | undefined },
): void {
  if (resume === undefined || seed === undefined || seed === own) return;
  throw new UserError(`${resume} was begun with seed ${own}, not ${seed}: leave --seed out`);
}

/** The host refuses such batches too. */
export function checkBatches(
  { manifest, counters }: Pick<Model, "manifest" | "counters">,
  { name, rows }: { readonly name: string; readonly rows: number },
  { batchSize, dropLast }: { readonly batchSize: number; readonly dropLast?: boolean | undefined },
): void {
  const { minTrainBatch: least, minTrainBatchBecause: because } = manifest;
  const why = because ? `the batch norm \`${because}\`` : "a batch norm";
  if (rows < least) throw new UserError(`${name}: the data set has ${rows} row, and ${why} needs ${least} to train`);
  if (batchSize < least) throw new UserError(`${why} needs ${least} rows a step: give a larger --batch-size`);
  if (dropLast && rows < batchSize) {
    throw new UserError(`--drop-last leaves nothing of ${rows} rows: give --batch-size ${rows} or less`);
  }
  // An epoch that goes on may have been begun with another batch size, and end in another last batch.
  const last = [rows, rows - counters.position]
    .map((left) => left % batchSize)
    .find((rest) => rest > 0 && rest < least);
  if (dropLast || last === undefined) return;
  throw new UserError(
    `the last batch of an epoch has ${last} of ${rows} rows, and ${why} needs ${least}: give --drop-last or another --batch-size`,
  );
}

/** What the host says of a loss that isn't finite, with what the user of the command can change. */
export async function namingOptions<T>(training: Promise<T>): Promise<T> {
  try {
    return await training;
  } catch (error) {
    const [found] = /^loss is \S+ at step \d+/.exec((error as Error).message) ?? [];
    if (found === undefined) throw error;
    throw new UserError(`${found}: lower the learning_rate in the model, or give a lower --rate-scale`);
  }
}
