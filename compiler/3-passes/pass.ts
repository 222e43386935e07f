/** What a pass is, and what it tells `inlay inspect`. */
import type { Graph, GraphEntry } from "../ir/graph.ts";

/** The graphs that passes see: one for each entry point. */
export type PassEntry = Exclude<GraphEntry, "model">;

export const PASS_ENTRIES: readonly PassEntry[] = ["init", "infer", "evaluate", "train", "recalibrate"];

export interface Constraint {
  /** A pass that must stand earlier in the pipeline. */
  readonly pass: string;
  readonly because: string;
}

export interface Pass {
  /** Imperative, kebab-case. */
  readonly name: string;
  /** One sentence. */
  readonly doc: string;
  readonly after: readonly Constraint[];
  readonly entries: readonly PassEntry[];
  /** Why the pass cannot be disabled, where it cannot. */
  readonly required?: string;
  /** Runs only where the parameters are constants: in an inference-only module. */
  readonly constantParameters?: boolean;
  /** Gives the same graph object where there is nothing to do. */
  readonly run: (graph: Graph, report: PassReport, settings?: PassSettings) => Graph;
}

/** What passes may depend on beside the graph. */
export interface PassSettings {
  /** Whether parameters are constants, in an inference-only module: what they alone decide costs nothing at run time. */
  readonly constantParameters: boolean;
  /** Whether convolutions may be computed by Winograd's filtering. */
  readonly winograd: boolean;
}

export const USUAL_SETTINGS: PassSettings = { constantParameters: false, winograd: true };

/** Lines for `inlay inspect` about one layer each; a text stands after the layer's name: `folded into logits`. */
export interface PassReport {
  did(layer: string, text: string): void;
  refused(layer: string, text: string): void;
}

export interface ReportLine {
  readonly pass: string;
  readonly entry: GraphEntry;
  readonly layer: string;
  readonly text: string;
  readonly refused: boolean;
}

/** A report of one pass on one graph that adds to `lines`. */
export function reportInto(lines: ReportLine[], pass: string, entry: GraphEntry): PassReport {
  return {
    did: (layer, text) => lines.push({ pass, entry, layer, text, refused: false }),
    refused: (layer, text) => lines.push({ pass, entry, layer, text, refused: true }),
  };
}
