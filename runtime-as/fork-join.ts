/**
 * Threads: instances of one module on one shared memory, that run an entry point together. Each runs the whole list of
 * groups, of each only its share, and all wait for each other where one needs what others have made: fork and join are
 * such barriers too. Which thread computes what follows from its number alone, so results do not depend on timing.
 *
 * Thread 0 is the host's; the others run `work`, which gives them job after job. Who waits spins a little, because most
 * waits are shorter than the way through the operating system, and sleeps after that.
 *
 * A thread whose code fails cannot arrive at the barrier: its host stores BROKEN as the phase and wakes all, and every
 * other thread traps. Thread 0 gives a silent one a minute, counted by the second so that a suspended machine counts
 * nothing.
 */

/** The control block, ahead of the arena: what many wait for on one cache line, what each writes on another. */
const PHASE: usize = 64;
const SLEEPERS: usize = 68;
const JOB: usize = 72;
const BATCH: usize = 76;
const ARRIVED: usize = 128;

const BROKEN: i32 = -1;
const STOP: i32 = 0;

/** Some 30 to 100 µs within a job; ten times as much before the next, which in a loop of steps comes soon. */
const SPINS: i32 = 100000;
const IDLE_SPINS: i32 = 1000000;
const SECOND: i64 = 1000000000;
const PATIENCE: i32 = 60;

/** This instance's number, and how many there are. */
export let thread: i32 = 0;
let threads: i32 = 1;

/** How many run the job at hand: all or one. */
let active: i32 = 1;

export function enlist(number: i32, count: i32): void {
  thread = number;
  threads = count;
}

/** Thread 0 begins a job with the others, or without where it is too small to share. */
export function fork(job: i32, batch: i32, shared: bool): void {
  active = shared ? threads : 1;
  if (active == 1) return;
  store<i32>(JOB, job);
  store<i32>(BATCH, batch);
  meet(SPINS);
}

/** The next job of another thread; 0 at the end. */
export function next_job(): i32 {
  active = threads;
  meet(IDLE_SPINS);
  return load<i32>(JOB);
}

export function job_batch(): i32 {
  return load<i32>(BATCH);
}

/** Lets the other threads return from `work`. */
export function dismiss(): void {
  fork(STOP, 0, true);
  threads = 1;
}

/** Waits until all have come here. */
export function barrier(): void {
  if (active > 1) meet(SPINS);
}

function meet(spins: i32): void {
  const phase = atomic.load<i32>(PHASE);
  if (phase == BROKEN) unreachable();
  if (atomic.add<i32>(ARRIVED, 1) == active - 1) {
    atomic.store<i32>(ARRIVED, 0);
    atomic.store<i32>(PHASE, (phase + 1) & i32.MAX_VALUE);
    if (atomic.load<i32>(SLEEPERS) != 0) atomic.notify(PHASE, -1);
    return;
  }
  for (let i = 0; i < spins && atomic.load<i32>(PHASE) == phase; i++) {}
  if (atomic.load<i32>(PHASE) == phase) sleep(phase);
  if (atomic.load<i32>(PHASE) == BROKEN) unreachable();
}

function sleep(phase: i32): void {
  atomic.add<i32>(SLEEPERS, 1);
  for (let seconds = 0; atomic.load<i32>(PHASE) == phase; ) {
    const timedOut = atomic.wait<i32>(PHASE, phase, thread == 0 ? SECOND : -1) == 2;
    if (!timedOut || ++seconds < PATIENCE) continue;
    atomic.store<i32>(PHASE, BROKEN);
    atomic.notify(PHASE, -1);
  }
  atomic.sub<i32>(SLEEPERS, 1);
}

/** The first of `count` things that falls to this thread, in whole blocks of `block`; the share of the next ends it. */
// @ts-ignore: decorator
@inline
function share(count: i32, block: i32, number: i32): i32 {
  const blocks = (count + block - 1) / block;
  return min(count, ((blocks * number) / active) * block);
}

export function first_of(count: i32, block: i32): i32 {
  return share(count, block, thread);
}

export function end_of(count: i32, block: i32): i32 {
  return share(count, block, thread + 1);
}
