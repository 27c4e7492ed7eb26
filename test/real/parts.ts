import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatFailures, readReport } from '../failures.ts';
import { runProgram } from './run-program.ts';

/** What one part came to. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** One program of a run, with servers of its own. */
export interface Part {
  readonly name: string;
  /** Rejects when the program cannot be started. */
  run(): Promise<Counts>;
}

type Environment = Readonly<Record<string, string>>;

const ROOT = join(import.meta.dirname, '..', '..');
const BIN = join(ROOT, 'node_modules', '.bin');
const PEERS: Environment = { SLUICE_REAL_CRDS: 'peers' };
const FAULTS = 'test/faults/';
const CONTRACTS = 'test/real/contract/';
const LOOPS = 'test/e2e/';
/** docs/getting-started.md, command by command; it mostly waits. */
const GETTING_STARTED = 'test/real/getting-started.real.ts';
/** Tests that look at definitions, or at what is stored under them. */
const PEER_TESTS = ['contract/cluster', 'e2e/secrets-loop', 'e2e/dns-loop'];

/** Everything on sluice's own definitions, what takes long first. */
export const PARTS: readonly Part[] = [
  tests('faults', {}, [FAULTS]),
  tests('contracts', {}, [CONTRACTS]),
  tests('loops', {}, [LOOPS]),
  tests('others', {}, [FAULTS, CONTRACTS, LOOPS, GETTING_STARTED].flatMap(exclude)),
  corpus('corpus-externaldns', {}, 'externaldns'),
  tests('getting-started', {}, [GETTING_STARTED]),
  corpus('corpus-eso', {}, 'eso'),
];

/** What looks at definitions, once more with those of the peers, whose folder `SLUICE_PEER_CRDS` names. */
export const PEER_PARTS: readonly Part[] = [
  tests('peers-tests', PEERS, PEER_TESTS),
  corpus('peers-corpus-eso', PEERS, 'eso'),
];

function exclude(path: string): readonly string[] {
  return ['--exclude', path.endsWith('/') ? `${path}**` : path];
}

/** Tests of test/real/vitest.config.ts that `args` choose: all whose paths contain one of them. */
function tests(name: string, environment: Environment, args: readonly string[]): Part {
  return {
    name,
    async run() {
      const results = join(tmpdir(), `${name}.json`);
      const config = ['--config', join('test', 'real', 'vitest.config.ts')];
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
      const command = [join(BIN, 'vitest'), 'run', ...config, ...reporters, ...args];
      const { code } = await runProgram({ name, command, cwd: ROOT, environment });
      return countTests(code, results);
    },
  };
}

/** Says what failed. A file that cannot be loaded has no failed test, and a test that was skipped has shown nothing. */
function countTests(code: number, results: string): Counts {
  const report = readReport(results);
  for (const line of formatFailures(report, ROOT)) console.log(line);
  const failed = report.numFailedTests + report.numPendingTests + report.numTodoTests;
  return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
}

/** A folder of recorded cases on the real API server. A difference with a documented reason counts as passed. */
function corpus(name: string, environment: Environment, kind: 'eso' | 'externaldns'): Part {
  return {
    name,
    async run() {
      const command = [
        join(BIN, 'node'),
        'test/corpus/main.ts',
        kind,
        join('test', 'corpus', kind),
        '--real',
      ];
      const { code, output } = await runProgram({ name, command, cwd: ROOT, environment });
      return countCases(code, output);
    },
  };
}

/** A run can fail though none of its cases has: when they leave something behind, or it cannot end. */
function countCases(code: number, output: string): Counts {
  const tally = /(?<passed>\d+) passed, (?<diverged>\d+) diverged, (?<failed>\d+) failed\s*$/v.exec(output);
  if (tally?.groups === undefined) return { passed: 0, failed: 1 };
  const { passed, diverged, failed } = tally.groups;
  const failures = Number(failed) === 0 && code !== 0 ? 1 : Number(failed);
  return { passed: Number(passed) + Number(diverged), failed: failures };
}
