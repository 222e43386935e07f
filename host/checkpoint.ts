/**
 * A model's whole memory of its training ↔ safetensors: parameters, states and counters under the manifest's names.
 * Restoring checks the whole file before it changes anything. The optimizer's states, the averages and the counters
 * may each be absent together, as in weights from elsewhere: they start anew.
 */
import type { Field, StateField } from "../compiler/5-emit/manifest.ts";
import { checkNames, fail, listNames } from "./errors.ts";
import { hasEntry, type Instance, showAverage } from "./instance.ts";
import { lastingFields, namesOf, readField, sizeAt, type TypedArray, VIEWS, writeField } from "./layout.ts";
import { readSafetensors, type SafeTensor, writeSafetensors } from "./safetensors.ts";

const COUNTERS = ["epoch", "position", "seed"] as const;

interface Entry {
  readonly name: string;
  readonly kind?: string | undefined;
  readonly dtype: string;
  readonly shape: readonly unknown[];
  /** Where it lies in memory; else it is a counter of the host. */
  readonly field?: Field & Partial<StateField>;
  readonly counter?: (typeof COUNTERS)[number];
}

const entriesOf = (instance: Instance): Entry[] => [
  ...lastingFields(instance.manifest).map((field) => ({ ...field, dtype: field.dtype.toUpperCase(), field })),
  ...(hasEntry(instance, "train_step") ? COUNTERS : []).map((counter) => ({
    name: `counter.${counter}`,
    kind: "counter",
    dtype: "I64",
    shape: [],
    counter,
  })),
];

export function save(instance: Instance): Uint8Array<ArrayBuffer> {
  showAverage(instance, false);
  const tensors = new Map<string, SafeTensor>();
  for (const { name, dtype, shape, field, counter } of entriesOf(instance)) {
    const { buffer } = field ? readField(instance.heap, field) : BigInt64Array.of(BigInt(instance[counter!]));
    tensors.set(name, { dtype, shape: shape as number[], data: new Uint8Array(buffer) });
  }
  return writeSafetensors(tensors, { format: "inlay", model: instance.manifest.model, version: "1" });
}

export function restore(instance: Instance, given: Uint8Array | ArrayBuffer): void {
  if (!(given?.byteLength >= 0)) fail(`a checkpoint is bytes, not ${typeof given}`);
  const { buffer = given as ArrayBuffer, byteOffset } = given as Uint8Array;
  const { tensors } = readSafetensors(new Uint8Array(buffer, byteOffset, given.byteLength));
  const wanted = entriesOf(instance);
  const present = new Set(wanted.map(({ name, kind }) => tensors.has(name) && kind));
  // A file may lack all of a kind, but neither parameters, which have no kind, nor statistics.
  const missing = wanted.filter(
    ({ name, kind = "statistic" }) => !tensors.has(name) && (kind === "statistic" || present.has(kind)),
  );
  const names = namesOf(wanted);
  const unexpected = [...tensors.keys()].filter((name) => !names.includes(name));
  if (missing.length || unexpected.length) {
    const lists = `missing ${listNames(namesOf(missing))}; unexpected ${listNames(unexpected)}`;
    fail(`the checkpoint does not fit \`${instance.manifest.model}\`: ${lists}`);
  }
  const values = new Map<string, ArrayLike<number>>();
  for (const { name, dtype, shape } of wanted) {
    const tensor = tensors.get(name);
    if (!tensor) continue;
    if (tensor.dtype !== dtype) fail(`\`${name}\` is ${tensor.dtype} in the checkpoint, ${dtype} in the model`);
    if (`${tensor.shape}` !== `${shape}`) {
      fail(`\`${name}\` has shape [${tensor.shape}] in the checkpoint, [${shape}] in the model`);
    }
    values.set(name, decode(name, tensor));
  }
  showAverage(instance, false);
  for (const { name, field, counter } of wanted) {
    const own = values.get(name);
    if (field) {
      // An average starts as its parameter.
      writeField(instance.heap, field, own ?? values.get(name.replace(/^average\./, "")) ?? field.initial ?? 0);
    } else if (own || counter !== "seed") instance[counter!] = own?.[0] ?? 0;
  }
  instance.fresh = false;
}

/** Values of a tensor, all of them finite, and those of counters natural numbers. */
function decode(name: string, { dtype, data }: SafeTensor): ArrayLike<number> {
  const { buffer } = data.slice();
  const values =
    dtype === "I64"
      ? Float64Array.from(new BigInt64Array(buffer), Number)
      : new VIEWS[dtype.toLowerCase() as Field["dtype"]](buffer);
  values.forEach((value, i) => {
    if (!Number.isFinite(value) || (dtype === "I64" && !(value >= 0 && value <= 2 ** 53))) {
      fail(`\`${name}\` is ${value} at index ${i} in the checkpoint`);
    }
  });
  return values;
}

function fieldNamed(instance: Instance, name: string): Field {
  const fields = lastingFields(instance.manifest).filter(({ dtype }) => dtype === "f32");
  checkNames("parameter or state", [name], namesOf(fields));
  return fields.find((field) => field.name === name)!;
}

export function getTensor(instance: Instance, name: string): Float32Array {
  showAverage(instance, false);
  return readField(instance.heap, fieldNamed(instance, name)) as Float32Array;
}

export function setTensor(instance: Instance, name: string, given: TypedArray | readonly number[]): void {
  const field = fieldNamed(instance, name);
  const size = sizeAt(field, 1);
  if (given.length !== size) fail(`\`${name}\` has ${size} values, not ${given.length}`);
  (given as number[]).forEach((value, i) => {
    if (!Number.isFinite(value)) fail(`\`${name}\` would be ${value} at index ${i}`);
  });
  showAverage(instance, false);
  for (const each of lastingFields(instance.manifest)) {
    // A parameter's average starts again from the value given.
    if (each.name === name || each.name === `average.${name}`) writeField(instance.heap, each, given);
  }
  instance.fresh = false;
}
