/**
 * A model's whole memory of its training ↔ safetensors: parameters, states and counters under the manifest's names.
 * Restoring checks the whole file before it changes anything. The optimizer's states, the averages and the counters
 * may each be absent together, as in weights from elsewhere: they start anew.
 */
import type { Field, StateField } from "../compiler/5-emit/manifest.ts";
import { fail, listNames } from "./errors.ts";
import { hasEntry, type Instance, showAverage } from "./instance.ts";
import { readField, sizeAt, type TypedArray, VIEWS, writeField } from "./layout.ts";
import { readSafetensors, type SafeTensor, writeSafetensors } from "./safetensors.ts";

const COUNTERS = ["epoch", "position", "seed"] as const;
const PREFIX = "counter.";

/** Kinds that a file may lack as a whole. */
const OPTIONAL: readonly string[] = ["optimizer", "average", "counter"];

const fieldsOf = ({ manifest }: Instance): (Field & Partial<StateField>)[] => [
  ...manifest.parameters,
  ...manifest.states,
];

const dtypeOf = ({ dtype }: Field) => dtype.toUpperCase();

const countersOf = (instance: Instance) => (hasEntry(instance, "train_step") ? COUNTERS : []);

export function save(instance: Instance): Uint8Array<ArrayBuffer> {
  showAverage(instance, false);
  const tensors = new Map<string, SafeTensor>();
  for (const field of fieldsOf(instance)) {
    const data = new Uint8Array(readField(instance.heap, field).buffer);
    tensors.set(field.name, { dtype: dtypeOf(field), shape: field.shape as number[], data });
  }
  for (const name of countersOf(instance)) {
    const data = new Uint8Array(BigInt64Array.of(BigInt(instance[name])).buffer);
    tensors.set(PREFIX + name, { dtype: "I64", shape: [], data });
  }
  return writeSafetensors(tensors, { format: "inlay", model: instance.manifest.model, version: "1" });
}

export function restore(instance: Instance, bytes: Uint8Array): void {
  const { tensors } = readSafetensors(bytes);
  const fields = fieldsOf(instance);
  const counters = countersOf(instance);
  const wanted = [
    ...fields.map((field) => ({ ...field, dtype: dtypeOf(field) })),
    ...counters.map((name) => ({ name: PREFIX + name, kind: "counter", dtype: "I64", shape: [] })),
  ];
  const present = new Set(wanted.map(({ name, kind }) => tensors.has(name) && kind));
  const missing = wanted.filter(
    ({ name, kind = "" }) => !tensors.has(name) && (present.has(kind) || !OPTIONAL.includes(kind)),
  );
  const unexpected = [...tensors.keys()].filter((key) => !wanted.some(({ name }) => name === key));
  if (missing.length || unexpected.length) {
    const list = listNames(missing.map(({ name }) => name));
    fail(
      `the checkpoint does not fit \`${instance.manifest.model}\`: missing ${list}; unexpected ${listNames(unexpected)}`,
    );
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
  for (const field of fields) {
    const source = field.kind === "average" ? field.name.replace(/^average\./, "") : field.name;
    writeField(instance.heap, field, values.get(field.name) ?? values.get(source) ?? field.initial ?? 0);
  }
  for (const name of counters) instance[name] = values.get(PREFIX + name)?.[0] ?? (name === "seed" ? instance.seed : 0);
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
  const fields = fieldsOf(instance).filter(({ dtype }) => dtype === "f32");
  const field = fields.find((field) => field.name === name);
  return (
    field ?? fail(`no parameter or state is called \`${name}\`: there are ${listNames(fields.map((f) => f.name))}`)
  );
}

export function getTensor(instance: Instance, name: string): Float32Array {
  showAverage(instance, false);
  return readField(instance.heap, fieldNamed(instance, name)) as Float32Array;
}

export function setTensor(instance: Instance, name: string, given: TypedArray | readonly number[]): void {
  const field = fieldNamed(instance, name);
  const size = sizeAt(field, 1);
  if (given.length !== size) fail(`\`${name}\` has ${size} values, not ${given.length}`);
  const wrong = (given as number[]).findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) fail(`\`${name}\` would be ${given[wrong]} at index ${wrong}`);
  showAverage(instance, false);
  for (const each of fieldsOf(instance)) {
    // A parameter's average starts again from the value given.
    if (each.name === name || each.name === `average.${name}`) writeField(instance.heap, each, given);
  }
  instance.fresh = false;
}
