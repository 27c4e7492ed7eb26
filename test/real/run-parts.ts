import { tmpdir } from 'node:os';
import {
  buildControlPlane,
  buildKubectl,
  kubernetesVersion,
} from '../../sandbox/control-plane/build-binaries.ts';
import { type Counts, PARTS, type Part, PEER_PARTS } from './parts.ts';
import { emulatorVersion, preparePython } from './python-environment.ts';

/**
 * Started by main.ts: builds and installs what is missing, runs the parts that its arguments name, by default all that
 * can be run, some at a time, and prints what it ran with counts. The last line is `N passed, N failed`. Whatever a part
 * writes below the temporary directory stays there.
 */

/** More than two cores can do: faults wait for answers that never come, contracts for collectors, deployments for AWS. */
const AT_ONCE = 4;

interface Outcome extends Counts {
  readonly name: string;
  readonly seconds: number;
}

async function main(wanted: readonly string[]): Promise<number> {
  const parts = chooseParts(wanted);
  const report = (text: string) => console.log(text);
  await buildControlPlane(report);
  await buildKubectl(report);
  await preparePython(report);
  const left = [...parts];
  const outcomes: Outcome[] = [];
  const work = async (): Promise<void> => {
    for (let part = left.shift(); part !== undefined; part = left.shift()) outcomes.push(await runPart(part));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return summarise(parts.map(({ name }) => outcomes.find((outcome) => outcome.name === name)));
}

function chooseParts(wanted: readonly string[]): readonly Part[] {
  const { SLUICE_PEER_CRDS: peers } = process.env as { readonly SLUICE_PEER_CRDS?: string };
  const known = peers === undefined ? PARTS : [...PARTS, ...PEER_PARTS];
  const unknown = wanted.filter((name) => !known.some((part) => part.name === name));
  if (unknown.length > 0) {
    const names = known.map(({ name }) => name).join(', ');
    const hint = peers === undefined ? '; with SLUICE_PEER_CRDS set there are more' : '';
    throw new Error(`no such part: ${unknown.join(', ')}; parts are ${names}${hint}`);
  }
  return wanted.length === 0 ? known : known.filter(({ name }) => wanted.includes(name));
}

async function runPart({ name, run }: Part): Promise<Outcome> {
  console.log(`${name}: started`);
  const started = performance.now();
  const counts = await run().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  });
  return { name, ...counts, seconds: (performance.now() - started) / 1000 };
}

function summarise(outcomes: readonly (Outcome | undefined)[]): number {
  const total = { passed: 0, failed: 0 };
  const servers = [
    `Kubernetes ${kubernetesVersion()}`,
    `moto ${emulatorVersion('moto')}`,
    `MiniStack ${emulatorVersion('ministack')}`,
  ];
  console.log(`\n== on ${servers.join(', ')}`);
  for (const outcome of outcomes) {
    if (outcome === undefined) throw new Error('a part has come to nothing');
    const { name, passed, failed, seconds } = outcome;
    console.log(`${name}: ${passed} passed, ${failed} failed (${seconds.toFixed(0)} s)`);
    total.passed += passed;
    // A part that found nothing to run has shown nothing.
    total.failed += passed + failed === 0 ? 1 : failed;
  }
  if (total.failed > 0) console.log(`logs of the parts and of their servers: ${tmpdir()}`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
