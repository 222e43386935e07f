/** The one error that the host throws about what it was given, and how its texts quote names. */

export class InlayError extends Error {
  /** As the class is called in traces, whatever a minifier calls it. */
  static override readonly name = "InlayError";
  override name = "InlayError";
}

export function fail(message: string, options?: ErrorOptions): never {
  throw new InlayError(message, options);
}

/** Fails for the reason that a caught error tells. */
export function failBecause(what: string, cause: unknown): never {
  fail(`${what}: ${(cause as Error).message}`, { cause });
}

export function checkNames(kind: string, given: readonly string[], known: readonly string[]): void {
  const unknown = given.filter((name) => !known.includes(name));
  if (unknown.length) fail(`no ${kind} is called ${listNames(unknown)}: there are ${listNames(known)}`);
}

/** Takes what is left of options when the known ones are out. */
export function checkRest(options: object): void {
  for (const name in options) fail(`no option is called \`${name}\``);
}

/** `` `a`, `b`, `c` and 2 more `` */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `\`${name}\``);
  const rest = names.length - 3;
  return shown.join(", ") + (rest > 0 ? ` and ${rest} more` : "") || "none";
}
