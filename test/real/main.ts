import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildControlPlane, kubernetesVersion } from '../../sandbox/control-plane/build-binaries.ts';
import { readPending } from '../corpus/pending.ts';
import { preparePython } from './python-environment.ts';

/**
 * `npm run test:real`: everything that can be held to servers we did not write. Builds and installs what is missing,
 * then runs the tests below test/real and both corpora on the real API server; once more with the peers' own
 * CustomResourceDefinitions when `SLUICE_PEER_CRDS` names their folder. Arguments name the parts to run.
 * The last line is `N passed, N failed`.
 */
const ROOT = join(import.meta.dirname, '..', '..');
const NODE = join(ROOT, 'node_modules', '.bin', 'node');
const RESULTS = join(ROOT, '.cache', 'vitest-real.json');

interface Outcome {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
}

type Environment = Readonly<Record<string, string>>;

interface Part {
  readonly name: string;
  run(environment: Environment): Promise<Pick<Outcome, 'passed' | 'failed'>>;
}

const PARTS: readonly Part[] = [
  { name: 'tests', run: (environment) => runTests(environment, []) },
  { name: 'corpus-eso', run: (environment) => runCorpus(environment, 'eso') },
  { name: 'corpus-externaldns', run: (environment) => runCorpus(environment, 'externaldns') },
];
/** What looks at definitions: run again with those of the peers. */
const PEER_PARTS: readonly Part[] = [
  {
    name: 'peers’ definitions: tests',
    run: (environment) => runTests(environment, ['test/real/contract/cluster']),
  },
  { name: 'peers’ definitions: corpus-eso', run: (environment) => runCorpus(environment, 'eso') },
];

/** Tests below test/real, whose results vitest also writes into a file. */
async function runTests(environment: Environment, files: readonly string[]) {
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  rmSync(RESULTS, { force: true });
  const config = ['--config', join('test', 'real', 'vitest.config.ts')];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${RESULTS}`];
  const command = join(ROOT, 'node_modules', '.bin', 'vitest');
  const { code } = await run(command, ['run', ...config, ...reporters, ...files], environment);
  const { numPassedTests: passed, numFailedTests } = JSON.parse(readFileSync(RESULTS, 'utf8')) as {
    readonly numPassedTests: number;
    readonly numFailedTests: number;
  };
  // A file that cannot be loaded has no failed test.
  return { passed, failed: numFailedTests === 0 && code !== 0 ? 1 : numFailedTests };
}

/** A folder of recorded cases on the real API server. A difference with a documented reason counts as passed; what is pending not at all. */
async function runCorpus(environment: Environment, kind: 'eso' | 'externaldns') {
  const args = [join('test', 'corpus', 'main.ts'), kind, join('test', 'corpus', kind), '--real'];
  const { output } = await run(NODE, args, environment);
  const pending = readPending(kind);
  const failures = [...output.matchAll(/^FAILED (?<id>\S+)/gmv)].map(({ groups }) => groups?.['id'] ?? '');
  const known = failures.filter((id) => pending.has(id));
  if (known.length > 0) console.log(`${known.length} of them are in test/corpus/pending.txt and not counted`);
  const tally = /(?<passed>\d+) passed, (?<diverged>\d+) diverged, (?<failed>\d+) failed\s*$/v.exec(
    output,
  )?.groups;
  if (tally === undefined) return { passed: 0, failed: 1 };
  const { passed, diverged, failed } = tally;
  return { passed: Number(passed) + Number(diverged), failed: Number(failed) - known.length };
}

/** Runs a program of the repository; what it prints is shown and given. */
function run(command: string, args: readonly string[], environment: Environment) {
  return new Promise<{ readonly code: number; readonly output: string }>((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      process.stdout.write(chunk);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8') }));
  });
}

async function runPart({ name, run: start }: Part, environment: Environment): Promise<Outcome> {
  console.log(`\n== ${name}`);
  const started = performance.now();
  const counted = await start(environment);
  return { name, ...counted, seconds: (performance.now() - started) / 1000 };
}

async function main(wanted: readonly string[]): Promise<number> {
  const unknown = wanted.filter((name) => !PARTS.some((part) => part.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `no such part: ${unknown.join(', ')}; parts are ${PARTS.map(({ name }) => name).join(', ')}`,
    );
  }
  const report = (text: string) => console.log(text);
  await buildControlPlane(report);
  await preparePython(report);
  const outcomes: Outcome[] = [];
  for (const part of PARTS) {
    if (wanted.length === 0 || wanted.includes(part.name)) outcomes.push(await runPart(part, {}));
  }
  const { SLUICE_PEER_CRDS: peers } = process.env as { readonly SLUICE_PEER_CRDS?: string };
  if (peers !== undefined && wanted.length === 0) {
    for (const part of PEER_PARTS) outcomes.push(await runPart(part, { SLUICE_REAL_CRDS: 'peers' }));
  }
  return summarise(outcomes);
}

function summarise(outcomes: readonly Outcome[]): number {
  console.log(`\n== on Kubernetes ${kubernetesVersion()}, moto and MiniStack`);
  for (const { name, passed, failed, seconds } of outcomes) {
    console.log(`${name}: ${passed} passed, ${failed} failed (${seconds.toFixed(0)} s)`);
  }
  const total = (field: 'passed' | 'failed') => outcomes.reduce((sum, outcome) => sum + outcome[field], 0);
  console.log(`${total('passed')} passed, ${total('failed')} failed`);
  return total('failed') === 0 && total('passed') > 0 ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
