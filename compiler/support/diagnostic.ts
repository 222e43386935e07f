/**
 * What the compiler tells its user. User errors become diagnostics in a sink and are never thrown;
 * a broken invariant of the compiler itself throws `InternalError`; a bad file, argument or data set
 * outside a model's text throws `UserError`, which the command line prints as one line.
 */
import type { DiagnosticCode, ErrorCode, Severity, WarningCode } from "./diagnostic-codes.ts";
import type { Span } from "./span.ts";

export interface Label {
  readonly span: Span;
  /** Lower case, no full stop; may be empty for the primary label. */
  readonly text: string;
}

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** Stands alone: lower case, no full stop. */
  readonly message: string;
  readonly primary: Label;
  readonly related: readonly Label[];
  /** A suggested fix. */
  readonly help?: string;
}

/** Collects diagnostics; stages report into it and go on. */
export class DiagnosticSink {
  readonly diagnostics: Diagnostic[] = [];

  error(code: ErrorCode, message: string, primary: Span, extra: Extra = {}): void {
    this.report("error", code, message, primary, extra);
  }

  warning(code: WarningCode, message: string, primary: Span, extra: Extra = {}): void {
    this.report("warning", code, message, primary, extra);
  }

  get hasErrors(): boolean {
    return this.diagnostics.some((diagnostic) => diagnostic.severity === "error");
  }

  private report(severity: Severity, code: DiagnosticCode, message: string, span: Span, extra: Extra): void {
    this.diagnostics.push({
      code,
      severity,
      message,
      primary: { span, text: extra.label ?? "" },
      related: extra.related ?? [],
      ...(extra.help === undefined ? {} : { help: extra.help }),
    });
  }
}

export interface Extra {
  /** Text of the primary label. */
  readonly label?: string;
  readonly related?: readonly Label[];
  readonly help?: string;
}

/** A mistake in what the user gave outside a model's text: a file, an argument, weights, data. */
export class UserError extends Error {
  override name = "UserError";
}

/** A broken invariant of the compiler: always a bug in Inlay. */
export class InternalError extends Error {
  override name = "InternalError";
}
