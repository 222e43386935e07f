/** `inlay/compiler`: the compiler as a library. */

export { format } from "./1-parse/format.ts";
export type { ReportLine } from "./3-passes/pass.ts";
export type { Plan } from "./4-plan/plan.ts";
export type { Field, InputField, Manifest, SimdLevel, StateField } from "./5-emit/manifest.ts";
export {
  type CompiledModule,
  type CompileOptions,
  type CompileResult,
  checkText,
  compileText,
  DEFAULT_MAX_BATCH,
  type Timing,
} from "./compile.ts";
export { type DiagnoseOptions, diagnose } from "./doctor/diagnose.ts";
export type { Diagnosis, Finding, FindingCode } from "./doctor/diagnosis.ts";
export { printGraph } from "./ir/print.ts";
export type { Tensor } from "./ir/tensor.ts";
export { type Diagnostic, InternalError, UserError } from "./support/diagnostic.ts";
export { diagnosticsToJson, renderDiagnostics } from "./support/render.ts";
export { VERSION } from "./version.ts";
