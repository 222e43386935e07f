#!/usr/bin/env node
/** `inlay <command> …`: an old Node is told so before it meets what it cannot import. */
import { whyTooOld } from "./node-version.ts";

const complaint = whyTooOld(process.versions.node);
if (complaint === undefined) {
  const { run } = await import("./program.ts");
  await run();
} else {
  process.stderr.write(`error: ${complaint}\n`);
  process.exitCode = 1;
}
