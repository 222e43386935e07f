/** `parseArgs` of Node for the scripts: wrong usage is a line on stderr and exit code 2, not a stack. */
import { parseArgs } from "node:util";

export const readOptions = ((config) => {
  try {
    return parseArgs(config);
  } catch (error) {
    const options = Object.keys(config?.options ?? {}).map((name) => `--${name}`);
    console.error(`${(error as Error).message}\nThe options are ${options.join(", ")}.`);
    process.exit(2);
  }
}) as typeof parseArgs;
