/** What went wrong → what the user reads on stderr, and the exit code: 1 for the user's mistakes, 2 for wrong usage. */
import { type Command, CommanderError } from "commander";
import { createColors } from "picocolors";
import { InlayError } from "../../host/errors.ts";
import { type Diagnostic, InternalError, UserError } from "../support/diagnostic.ts";
import { renderDiagnostics } from "../support/render.ts";

/** Ends a command whose user has been told why already. */
export class Reported extends Error {
  override name = "Reported";
  readonly exitCode: number;

  constructor(exitCode = 1) {
    super("reported");
    this.exitCode = exitCode;
  }
}

export function warn(line: string): void {
  process.stderr.write(`${line}\n`);
}

export function reportDiagnostics(diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length > 0) warn(renderDiagnostics(diagnostics, { colors: createColors(useColor()) }));
}

/** Ends the command as commander does when an argument is wrong. */
export function usageError(command: Command, message: string): never {
  command.error(`error: ${message}`, { exitCode: 2, code: "inlay.usage" });
}

/** Tells the user and returns the exit code. */
export function reportFailure(error: unknown, debug: boolean): number {
  if (error instanceof Reported) return error.exitCode;
  // Commander has printed its own message by now.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const red = createColors(useColor()).red;
  if (error instanceof UserError || error instanceof InlayError) {
    warn(`${red("error:")} ${error.message}`);
    return 1;
  }
  const message = error instanceof Error ? error.message : String(error);
  warn(`${red("internal error:")} ${message.split("\n", 1)[0]}`);
  warn("This is a bug in Inlay: please report it with the model and the command. --debug shows the details.");
  if (debug) {
    warn(error instanceof Error ? (error.stack ?? message) : message);
    if (!(error instanceof InternalError)) warn(`Node ${process.version}`);
  }
  return 1;
}

function useColor(): boolean {
  return process.stderr.isTTY === true && process.env.NO_COLOR === undefined;
}
