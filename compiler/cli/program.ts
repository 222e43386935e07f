/** The words after `inlay` → one command that runs, and the exit code from how it ends. */
import { Command } from "commander";
import { VERSION } from "../version.ts";
import { addBench } from "./bench.ts";
import { addCheck } from "./check.ts";
import { addCompile } from "./compile.ts";
import { addDoctor } from "./doctor.ts";
import { addEval } from "./eval.ts";
import { addFormat } from "./fmt.ts";
import { addInspect } from "./inspect.ts";
import { addPredict } from "./predict.ts";
import { addRecalibrate } from "./recalibrate.ts";
import { reportFailure } from "./report.ts";
import { addTrain } from "./train.ts";
import { addVerify } from "./verify.ts";

export function newProgram(): Command {
  const program = new Command("inlay")
    .description("Compiles a small model file to a WebAssembly module that runs and trains the model.")
    .version(VERSION)
    .option("--debug", "show the stack of an internal error")
    .exitOverride()
    .showHelpAfterError("(--help shows the options)")
    .addHelpText("after", "\nExit codes: 0 success, 1 an error in what was given, 2 wrong usage.");

  for (const add of [
    addCheck,
    addInspect,
    addTrain,
    addEval,
    addPredict,
    addRecalibrate,
    addCompile,
    addDoctor,
    addVerify,
    addBench,
    addFormat,
  ])
    add(program);
  return program;
}

export async function run(): Promise<void> {
  // `inlay predict … | head` closes the pipe early: no error of ours.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  process.exitCode = await runWords(process.argv.slice(2));
}

/** The exit code, once the user has been told. */
export async function runWords(words: readonly string[]): Promise<number> {
  const program = newProgram();
  try {
    await program.parseAsync(words, { from: "user" });
    return 0;
  } catch (error) {
    return reportFailure(error, program.opts<{ debug?: boolean }>().debug === true);
  }
}
