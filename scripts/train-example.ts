/** One training of a model of dsl-examples/: its module, its data, what the test rows say. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readersBeside } from "../compiler/cli/compile-model.ts";
import { compileText } from "../compiler/compile.ts";
import { bindFields } from "../compiler/interchange/bind.ts";
import { type Dataset, openDataset } from "../compiler/interchange/dataset.ts";
import { openTable } from "../compiler/interchange/tabular.ts";
import { UserError } from "../compiler/support/diagnostic.ts";
import { renderDiagnostics } from "../compiler/support/render.ts";
import { type Dataset as Columns, load, type Model } from "../host/index.ts";
import { finishNumbers, standardize } from "../host/training.ts";
import { type Example, SPLIT } from "./example-settings.ts";

export interface Prepared {
  readonly model: Model;
  readonly train: Columns;
  readonly test: Columns;
  readonly trainRows: number;
  readonly testRows: number;
}

export const inExamples = (path: string): string => fileURLToPath(new URL(`../dsl-examples/${path}`, import.meta.url));

export async function compileExample({ name }: Example): Promise<Uint8Array<ArrayBuffer>> {
  const path = inExamples(`${name}.inlay`);
  const { module, diagnostics } = await compileText(readFileSync(path, "utf8"), { path, ...readersBeside(path) });
  if (module === undefined) throw new UserError(renderDiagnostics(diagnostics));
  return module.wasm as Uint8Array<ArrayBuffer>;
}

async function openData(
  { data, label, regression = false }: Example,
  seed: number,
): Promise<readonly [Dataset, Dataset]> {
  if (label === undefined) return [await openDataset(data, "train"), await openDataset(data, "test")];
  const choices = { label, regression, missing: "error", ignore: [], categorical: [] } as const;
  const table = await openTable(inExamples(`data/${data}`), choices, { split: { train: SPLIT, seed } });
  return [table.train, table.test!];
}

export async function prepare(example: Example, wasm: Uint8Array<ArrayBuffer>, seed: number): Promise<Prepared> {
  const model = await load(wasm, { seed });
  const data = await openData(example, seed);
  const [train, test] = data.map((part) => bindFields(model.manifest.inputs, part).columns);
  standardize(model, train!);
  return { model, train: train!, test: test!, trainRows: data[0].rows, testRows: data[1].rows };
}

export async function trainOn(
  { model, train }: Prepared,
  settings: { batchSize: number; epochs?: number; steps?: number },
): Promise<void> {
  for await (const _ of model.fit(train, settings));
}

export const measure = ({ model, test }: Prepared): Record<string, number> =>
  finishNumbers(model.manifest, model.evaluate(test));
