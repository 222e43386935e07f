/** The one error that the host throws about what it was given, and how its texts quote names. */

export class InlayError extends Error {
  override name = "InlayError";
}

export function fail(message: string): never {
  throw new InlayError(message);
}

/** `` `a`, `b`, `c` and 2 more `` */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `\`${name}\``);
  const rest = names.length - shown.length;
  return shown.join(", ") + (rest > 0 ? ` and ${rest} more` : "") || "none";
}
