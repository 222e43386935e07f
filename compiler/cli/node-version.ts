/** The version of Node that runs → why it is too old, or undefined. Imports nothing, so that any Node can run it. */

const NEEDED = [22, 12] as const;

export function whyTooOld(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return undefined;
  return `inlay needs Node ${NEEDED.join(".")} or newer; this is v${version}`;
}
