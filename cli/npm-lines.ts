/**
 * What to say to somebody who pipes what `npm run sluice` prints: npm puts two lines of its own before it, which
 * neither kubectl nor an API server can read.
 *
 * @param isTerminal whether a person reads the standard output
 * @returns undefined when nothing is in the way
 */
export function warnOfNpmLines(
  environment: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): string | undefined {
  const { npm_lifecycle_event: script, npm_config_loglevel: level } = environment;
  if (isTerminal || script !== 'sluice' || level === 'silent') return undefined;
  return "npm's own lines are in this output, too: `npm run -s sluice -- ...` leaves them out\n";
}
