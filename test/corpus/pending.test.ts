import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkPending, readPending, writePending } from './pending.ts';
import type { RunResult } from './run.ts';

let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'pending-'));
  path = join(directory, 'pending.txt');
});
afterEach(() => rmSync(directory, { recursive: true }));

const result = (id: string, outcome: RunResult['outcome'], topic = 'values'): RunResult => ({
  id,
  outcome,
  topic,
  tags: [],
  ...(outcome === 'failed' ? { diff: ['step 1: secrets.app: recorded "x", ours nothing'] } : {}),
});

describe('the pending list', () => {
  test('a list that names exactly what fails is right', () => {
    expect(checkPending(new Set(['a']), [result('a', 'failed'), result('b', 'passed')])).toEqual([]);
  });

  test('a failure that is not listed is wrong, and its difference is shown', () => {
    expect(checkPending(new Set(), [result('a', 'failed')])).toEqual([
      'a fails and is not pending: step 1: secrets.app: recorded "x", ours nothing',
    ]);
  });

  test('a listed case that passes, diverges or does not exist is wrong', () => {
    const problems = checkPending(new Set(['a', 'b', 'c']), [result('a', 'passed'), result('b', 'diverged')]);

    expect(problems).toEqual([
      'a is listed as pending but passed: remove it from pending.txt',
      'b is listed as pending but diverged: remove it from pending.txt',
      'c is listed as pending but there is no such case',
    ]);
  });

  test('rewriting one folder groups its failures by topic and leaves the other folders alone', () => {
    writeFileSync(path, '[vectors/gjson]\ngjson/basic-001\n[eso/values]\nold\n');

    writePending('eso', [result('b', 'failed'), result('a', 'failed'), result('c', 'failed', 'find')], path);

    expect(readPending('vectors', path)).toEqual(new Set(['gjson/basic-001']));
    expect(readPending('eso', path)).toEqual(new Set(['a', 'b', 'c']));
    expect(readFileSync(path, 'utf8')).toContain('[eso/find]\nc\n\n[eso/values]\na\nb\n\n[vectors/gjson]');
  });

  test('without a list nothing is pending', () => {
    expect(readPending('eso', path)).toEqual(new Set());
  });

  test('an id before any group is refused', () => {
    writeFileSync(path, 'a\n');

    expect(() => readPending('eso', path)).toThrow('stands before any [folder/topic] line');
  });
});
