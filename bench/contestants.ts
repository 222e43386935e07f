/** Who is measured: every peer, and Inlay at every SIMD level, each in a process of its own. */
import { execFileSync } from "node:child_process";

export interface Contestant {
  /** As in the rows. */
  readonly name: string;
  /** For peers/start.ts; PyTorch has a process in Python. */
  readonly runtime: string;
  /** What V8 is told. */
  readonly flags: readonly string[];
  readonly trains: boolean;
  readonly infers: boolean;
  /** Takes part where models have convolutions. */
  readonly convolves: boolean;
  /** Where it can run. */
  readonly places: readonly ("node" | "chromium")[];
}

export const REVECTORIZE = "--experimental-wasm-revectorize";

export const LEVELS = [
  { name: "baseline", level: "baseline", flags: [] },
  { name: "baseline+flag", level: "baseline", flags: [REVECTORIZE] },
  { name: "relaxed", level: "relaxed", flags: [] },
  { name: "wide+flag", level: "wide", flags: [REVECTORIZE] },
] as const;

const NODE = ["node"] as const;
const BOTH = ["node", "chromium"] as const;

export const INLAY: readonly Contestant[] = LEVELS.map(({ name, level, flags }) => ({
  name,
  runtime: `inlay/${level}`,
  flags,
  trains: true,
  infers: true,
  convolves: true,
  places: BOTH,
}));

export const PEERS: readonly Contestant[] = [
  { name: "onnxruntime-web", trains: false, infers: true, convolves: true, places: BOTH },
  { name: "tfjs-core", trains: false, infers: true, convolves: true, places: BOTH },
  // Its WebAssembly backend has no gradient of a convolution's weight, and predicts no faster than core.
  { name: "tfjs-layers", trains: true, infers: true, convolves: false, places: BOTH },
  { name: "jax-js", trains: true, infers: true, convolves: false, places: NODE },
  { name: "onnxruntime-node", trains: false, infers: true, convolves: true, places: NODE },
  { name: "pytorch", trains: true, infers: true, convolves: true, places: NODE },
].map((peer) => ({ ...peer, places: peer.places as Contestant["places"], runtime: peer.name, flags: [] }));

/** A Python that has PyTorch; undefined where none is found. */
export function findPython(): string | undefined {
  for (const python of ["python3", "/usr/bin/python3"]) {
    try {
      execFileSync(python, ["-c", "import torch, numpy"], { stdio: "ignore", env: nativeEnvironment() });
      return python;
    } catch {
      // The next one may have it.
    }
  }
  return undefined;
}

/** One thread, and kernels that the native libraries choose themselves: a setting for another purpose may hold them back. */
export function nativeEnvironment(): NodeJS.ProcessEnv {
  const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: __, ...rest } = process.env;
  return { ...rest, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
}
