/** The passes in their order, and what runs them. The order is data: each pass says what must stand before it and why. */
import type { Graph } from "../ir/graph.ts";
import { printGraph } from "../ir/print.ts";
import { verify } from "../ir/verify.ts";
import { InternalError, UserError } from "../support/diagnostic.ts";
import { canonicalize } from "./canonicalize.ts";
import { chooseConvolutions } from "./choose-convolutions.ts";
import { differentiate } from "./differentiate.ts";
import { foldBatchNorm } from "./fold-batch-norm.ts";
import { foldConstants } from "./fold-constants.ts";
import { fuseBias } from "./fuse-bias.ts";
import { fuseDenseBatchNorm } from "./fuse-dense-batch-norm.ts";
import { fuseLimits } from "./fuse-limits.ts";
import { inferShapes } from "./infer-shapes.ts";
import { legalize } from "./legalize.ts";
import { mergeCommon } from "./merge-common.ts";
import { type Pass, type PassSettings, type ReportLine, reportInto } from "./pass.ts";
import { removeDead } from "./remove-dead.ts";
import { splitGroups } from "./split-groups.ts";

export interface PipelineStep {
  readonly pass: Pass;
  /** Why a pass that ran before runs again. */
  readonly again?: string;
}

const AFTER_GRADIENTS = "gradients bring new nodes";
const AFTER_FUSION = "folding and fusing bring new nodes, which the gradient may have too";

export const PIPELINE: readonly PipelineStep[] = [
  { pass: inferShapes },
  { pass: canonicalize },
  { pass: foldConstants },
  { pass: mergeCommon },
  { pass: removeDead },
  { pass: fuseBias },
  { pass: differentiate },
  { pass: legalize },
  { pass: canonicalize, again: AFTER_GRADIENTS },
  { pass: foldConstants, again: AFTER_GRADIENTS },
  { pass: mergeCommon, again: AFTER_GRADIENTS },
  { pass: removeDead, again: AFTER_GRADIENTS },
  { pass: foldBatchNorm },
  { pass: splitGroups },
  { pass: chooseConvolutions },
  { pass: fuseLimits },
  { pass: fuseDenseBatchNorm },
  { pass: canonicalize, again: AFTER_FUSION },
  { pass: foldConstants, again: AFTER_FUSION },
  { pass: mergeCommon, again: AFTER_FUSION },
  { pass: removeDead, again: AFTER_FUSION },
];

checkOrder(PIPELINE);

/** Throws where a pass stands before one that it must follow, or runs again for no reason. */
export function checkOrder(steps: readonly PipelineStep[]): void {
  const earlier = new Set<string>();
  for (const { pass, again } of steps) {
    for (const { pass: needed, because } of pass.after) {
      if (!earlier.has(needed)) throw new InternalError(`${pass.name} must run after ${needed}: ${because}`);
    }
    if (earlier.has(pass.name) !== (again !== undefined)) throw new InternalError(`say why ${pass.name} runs again`);
    earlier.add(pass.name);
  }
}

/** Every pass once, in order of its first run. */
export const PASSES: readonly Pass[] = [...new Set(PIPELINE.map((step) => step.pass))];

export interface PassOptions {
  readonly disable?: ReadonlySet<string>;
  /** Checks the graph after every pass. */
  readonly verify?: boolean;
  /** Called after every pass that ran. */
  readonly onAfter?: (pass: string, graph: Graph, milliseconds: number) => void;
  /** The module is for inference only, so parameters and statistics are constants. */
  readonly inferOnly: boolean;
  /** Whether convolutions may be computed by Winograd's filtering; default true. */
  readonly winograd?: boolean;
}

export interface PassTiming {
  readonly pass: string;
  readonly milliseconds: number;
}

export interface PassesResult {
  readonly graph: Graph;
  readonly report: readonly ReportLine[];
  readonly timings: readonly PassTiming[];
}

/** Runs the pipeline on the graph of one entry point. */
export function runPasses(graph: Graph, options: PassOptions): PassesResult {
  checkDisabled(options.disable ?? new Set(), graph);
  const report: ReportLine[] = [];
  const timings: PassTiming[] = [];
  const settings = { constantParameters: options.inferOnly, winograd: options.winograd ?? true };
  let current = graph;
  for (const { pass } of PIPELINE) {
    if (!applies(pass, graph, options)) continue;
    const start = performance.now();
    current = runPass(pass, current, report, settings);
    const milliseconds = performance.now() - start;
    timings.push({ pass: pass.name, milliseconds });
    if (options.verify === true) verify(current, pass.name);
    options.onAfter?.(pass.name, current, milliseconds);
  }
  return { graph: current, report, timings };
}

function applies(pass: Pass, graph: Graph, { disable, inferOnly }: PassOptions): boolean {
  const isForEntry = pass.entries.some((entry) => entry === graph.entry);
  return isForEntry && (pass.constantParameters !== true || inferOnly) && disable?.has(pass.name) !== true;
}

function checkDisabled(disable: ReadonlySet<string>, graph: Graph): void {
  for (const name of disable) {
    const pass = PASSES.find((candidate) => candidate.name === name);
    if (pass === undefined) {
      const known = PASSES.map((candidate) => candidate.name).join(", ");
      throw new UserError(`no pass is called ${name}; the passes are ${known}`);
    }
    if (pass.required !== undefined && pass.entries.some((entry) => entry === graph.entry)) {
      throw new UserError(`the pass ${name} cannot be disabled: ${pass.required}`);
    }
  }
}

function runPass(pass: Pass, graph: Graph, report: ReportLine[], settings: PassSettings): Graph {
  try {
    return pass.run(graph, reportInto(report, pass.name, graph.entry), settings);
  } catch (error) {
    if (!(error instanceof InternalError)) throw error;
    throw new InternalError(`in pass ${pass.name}: ${error.message}\n\nbefore it:\n${printGraph(graph)}`, {
      cause: error,
    });
  }
}
