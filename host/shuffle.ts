/**
 * The order of an epoch's examples, a pure function of (seed, epoch): Fisher–Yates from the last place down over the
 * generator sfc32 (C. Doty-Humphrey), whose state starts as (seed, epoch, 0x9e3779b9, 1) and runs 12 times unused.
 */
export function shuffle(order: Uint32Array, seed: number, epoch: number): void {
  let a = seed;
  let b = epoch;
  let c = 0x9e3779b9;
  let counter = 1;
  const next = () => {
    const result = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  for (let i = 0; i < order.length; i++) order[i] = i;
  for (let i = order.length - 1; i > 0; i--) {
    const other = Math.floor((next() / 2 ** 32) * (i + 1));
    const value = order[i]!;
    order[i] = order[other]!;
    order[other] = value;
  }
}
