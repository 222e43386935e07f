/** i32 counters. */

/** One more than the source: the number of training steps done. */
export function next_step(source: usize, result: usize): void {
  i32.store(result, i32.load(source) + 1);
}
