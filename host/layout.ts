/** Fields in memory: their sizes at a batch, and copies between a field's layout and row-major values. */
import type { Field, Manifest, StateField, StatesOfParameters } from "../compiler/5-emit/manifest.ts";

export type TypedArray = Float32Array | Int32Array | Uint8Array | Int8Array;

export const VIEWS = { f32: Float32Array, i32: Int32Array, u8: Uint8Array, i8: Int8Array } as const;

/** One view a dtype on the whole memory: made once, because memory never grows. */
export type Heap = Readonly<Record<Field["dtype"], TypedArray>>;

export function makeHeap(buffer: ArrayBuffer): Heap {
  return Object.fromEntries(Object.entries(VIEWS).map(([dtype, View]) => [dtype, new View(buffer)])) as Heap;
}

/** Parameters and states; what the manifest tells of all parameters together is a field each. */
export const lastingFields = ({ states, parameters }: Manifest): (Field & Partial<StateField>)[] => [
  ...parameters,
  ...(states as readonly (StateField & StatesOfParameters)[]).flatMap((state) =>
    state.shape
      ? state
      : parameters.map((field, i) => ({ ...field, ...state, name: state.name + field.name, offset: state.offset[i]! })),
  ),
];

export const namesOf = (fields: readonly Pick<Field, "name">[]): string[] => fields.map(({ name }) => name);

const perRow = (dim: Field["shape"][number]) => (dim as Exclude<typeof dim, number>).batch;

export const isBatched = ({ shape }: Field): boolean => shape.some(perRow);

/** Elements of the field at a batch. */
export const sizeAt = ({ shape }: Pick<Field, "shape">, batch: number): number =>
  shape.reduce<number>((size, dim) => size * (perRow(dim) * batch || (dim as number)), 1);

/** Index of the field's first element in the view of its dtype. */
export const firstOf = ({ dtype, offset }: Field): number => offset / VIEWS[dtype].BYTES_PER_ELEMENT;

/** Elements between the field's start and its end in memory, padding lanes included. */
export function extentAt(field: Field, batch: number): number {
  const size = sizeAt(field, batch);
  const columns = field.shape.at(-1) as number;
  return field.layout === "panels" ? (size / columns) * Math.ceil(columns / 16) * 16 : size;
}

/** The logical, row-major values of a field that doesn't depend on the batch, as a copy. */
export function readField(heap: Heap, field: Field): TypedArray {
  const values = new VIEWS[field.dtype](sizeAt(field, 1));
  visit(field, values.length, (at, index) => {
    values[index] = heap[field.dtype][at]!;
  });
  return values;
}

/** Writes row-major values, or one number everywhere. */
export function writeField(heap: Heap, field: Field, values: ArrayLike<number> | number): void {
  visit(field, sizeAt(field, 1), (at, index) => {
    heap[field.dtype][at] = typeof values === "number" ? values : values[index]!;
  });
}

/** Calls `element` with every element's place in its heap view and its row-major index. */
function visit(field: Field, size: number, element: (at: number, index: number) => void): void {
  const panels = field.layout === "panels";
  const columns = panels ? (field.shape.at(-1) as number) : size;
  const rows = size / columns;
  const first = firstOf(field);
  for (let row = 0, index = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, index++) {
      element(first + (panels ? (column >> 4) * rows * 16 + row * 16 + (column & 15) : index), index);
    }
  }
}
