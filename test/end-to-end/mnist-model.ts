/** The seed's model compiled, and the real MNIST bound to its inputs. */
import { readFile } from "node:fs/promises";
import { type CompiledModule, type CompileOptions, compileText } from "../../compiler/compile.ts";
import { bindFields, type Column } from "../../compiler/interchange/bind.ts";
import { openDataset } from "../../compiler/interchange/dataset.ts";

const MODEL = new URL("../../dsl-examples/mnist-batch-norm.inlay", import.meta.url);

/** Only warnings may be among the diagnostics. */
export async function compileSeedModel(options: CompileOptions = {}): Promise<CompiledModule> {
  const { module, diagnostics } = await compileText(await readFile(MODEL, "utf8"), options);
  if (module === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return module;
}

export interface Examples {
  readonly image: Column;
  readonly label: Column;
}

export async function mnist({ manifest }: CompiledModule, split: "train" | "test"): Promise<Examples> {
  const { columns } = bindFields(manifest.inputs, await openDataset("mnist", split));
  return { image: columns.image!, label: columns.label! };
}

export function firstRows({ image, label }: Examples, rows: number): Examples {
  return { image: image.subarray(0, 784 * rows), label: label.subarray(0, rows) };
}
