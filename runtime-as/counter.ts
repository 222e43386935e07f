/** i32 counters, which are not negative. */

/** One more than the source: the number of training steps done. */
export function next_step(source: usize, result: usize): void {
  i32.store(result, i32.load(source) + 1);
}

export function quotient(source: usize, result: usize, by: i32): void {
  i32.store(result, i32.load(source) / by);
}

export function remainder(source: usize, result: usize, by: i32): void {
  i32.store(result, i32.load(source) % by);
}
