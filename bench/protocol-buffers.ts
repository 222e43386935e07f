/** Fields of protocol buffers need no library here: a tag (number · 8 + wire type), then a varint, or a length and bytes. */

export function message(...fields: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(fields));
}

export function varint(field: number, value: number): Uint8Array {
  return Uint8Array.of(...digits(field * 8), ...digits(value));
}

export function text(field: number, value: string): Uint8Array {
  return bytes(field, new TextEncoder().encode(value));
}

export function bytes(field: number, value: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(...digits(field * 8 + 2), ...digits(value.length)), value]);
}

/** Seven bits a byte, the lowest first. */
function digits(value: number): number[] {
  const result: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) result.push((value % 128) + 128);
  return [...result, value];
}
