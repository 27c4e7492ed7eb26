import { availableParallelism } from 'node:os';
import { Command, Option } from 'commander';
import { readGuards } from './guard.ts';
import type { Proof } from './proof.ts';
import { MISSING, proveRemovals } from './prove-removals.ts';
import { proveGuards } from './run-guards.ts';

/**
 * `npm run test:needed`: every guard of the product with the test that fails without it, and every template resource,
 * IAM action and RBAC right of the example with the step of its story that fails without it. Exits 1 when something is
 * not needed, or when nothing tests it.
 */
const options = new Command('test:needed')
  .addOption(new Option('--only <list>', 'one list only').choices(['guards', 'parts']))
  .option('--name <text...>', 'only what has one of these in its name')
  .addOption(
    new Option('--jobs <number>', 'how many at once').argParser(Number).default(availableParallelism()),
  )
  .parse()
  .opts<{ name?: readonly string[]; only?: string; jobs: number }>();

function isAsked(name: string): boolean {
  return options.name?.some((text) => name.includes(text)) ?? true;
}

function tell({ part, name, needed, by, seconds }: Proof): void {
  const mark = needed ? 'needed    ' : 'NOT NEEDED';
  console.log(`${mark} ${part}: ${name} (${seconds.toFixed(1)} s)\n           ${by}`);
}

async function prove(): Promise<readonly Proof[]> {
  const guards = readGuards().filter(({ guard }) => isAsked(guard));
  return [
    ...(options.only === 'parts' || guards.length === 0 ? [] : await proveGuards(guards, options.jobs, tell)),
    ...(options.only === 'guards' ? [] : await proveRemovals({ isAsked, jobs: options.jobs, report: tell })),
  ];
}

function sum(proofs: readonly Proof[]): void {
  const idle = proofs.filter(({ needed }) => !needed);
  for (const { part, name, by } of idle) console.log(`not shown to be needed: ${part}: ${name}: ${by}`);
  const count = (isOf: (part: string) => boolean): number => proofs.filter(({ part }) => isOf(part)).length;
  const missing = count((part) => part === MISSING);
  const guards = count((part) => part.startsWith('guard'));
  const parts = proofs.length - guards - missing;
  const needed = proofs.length - idle.length;
  console.log(
    `${guards} guards and ${parts} parts of the example: ${needed} needed, ${idle.length - missing} not; ` +
      `${missing} permissions missing`,
  );
  if (idle.length > 0 || proofs.length === 0) process.exitCode = 1;
}

const started = performance.now();
sum(await prove());
console.log(`took ${((performance.now() - started) / 1000).toFixed(0)} s`);
// A world that was taken apart half-way may leave something that would keep the process waiting.
process.exit();
