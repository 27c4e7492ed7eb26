import { parseArgs } from 'node:util';

/** What a run of the bench is asked for. */
export interface BenchOptions {
  /** Names of sections, in the order of the list; all when none were named. */
  readonly sections: readonly string[];
  /** Also the sizes that take minutes. */
  readonly full: boolean;
  /** A real kube-apiserver in the sandbox's place. */
  readonly real: boolean;
  /** One JSON document instead of lines. */
  readonly json: boolean;
  readonly help: boolean;
}

/**
 * @param known names of all sections
 * @throws Error naming the option or section that is not known, and those that are
 */
export function parseBenchOptions(argv: readonly string[], known: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      full: { type: 'boolean', default: false },
      real: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`no section ${unknown.join(', ')}: allowed are ${known.join(', ')}`);
  }
  const sections = positionals.length === 0 ? known : known.filter((name) => positionals.includes(name));
  return { ...values, sections };
}

export function usage(known: readonly string[]): string {
  return [
    'npm run bench -- [section ...] [--full] [--real] [--json]',
    '',
    'Prints each quantity of DESIGN 11 beside its limit: ok, over (the target is passed) or FAIL (the fail',
    'limit is passed; the run then exits 1). All sections when none is named.',
    `sections: ${known.join(' ')}`,
    '--full    also 10,000 ExternalSecrets and 100,000 names (minutes)',
    '--real    on a real kube-apiserver, built first where that was not done (needs Go)',
    '--json    one JSON document',
    '',
  ].join('\n');
}
