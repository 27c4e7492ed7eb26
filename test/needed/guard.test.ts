import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readGuards, switchOff } from './guard.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const GUARDS = readGuards();

/** What is wrong with the list, each in a sentence; `npm run test:needed` says whether the guards are needed. */
function findProblems(): readonly string[] {
  const sources = new Map<string, string>();
  const sourceOf = (file: string): string => {
    const known = sources.get(file) ?? readFileSync(join(ROOT, file), 'utf8');
    sources.set(file, known);
    return known;
  };
  return GUARDS.flatMap((guard) => {
    const missing = guard.tests.filter((path) => !existsSync(join(ROOT, path)));
    try {
      switchOff(guard, sourceOf(guard.file));
      return missing.map((path) => `${guard.guard}: there is no ${path}`);
    } catch (error) {
      return [`${guard.guard}: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
}

test('every guard quotes the code as it is, and tests that are there', () => {
  expect(findProblems()).toEqual([]);
});

test('no guard is listed twice', () => {
  const names = GUARDS.map(({ rule, guard }) => `${rule} ${guard}`);

  expect(names.length).toBeGreaterThan(0);
  expect(names).toEqual([...new Set(names)]);
});
