import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'vectors-'));
  const right = { id: 'right', tags: [], input: 'YQ==', strategy: 'Base64', outputBase64: 'YQ==' };
  const wrong = { ...right, id: 'wrong', outputBase64: 'Yg==' };
  const refused = { id: 'pushed', tags: [], operation: 'reverseKey', keys: [], outputKeys: [] };
  writeFileSync(
    join(directory, 'util-decode.jsonl'),
    [right, wrong].map((v) => JSON.stringify(v)).join('\n'),
  );
  writeFileSync(join(directory, 'util-keys.jsonl'), JSON.stringify(refused));
});
afterAll(() => rmSync(directory, { recursive: true }));

function corpus(...args: readonly string[]) {
  const run = spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
    encoding: 'utf8',
  });
  return { status: run.status, lines: run.stdout.trimEnd().split('\n'), errors: run.stderr };
}

describe('npm run corpus', () => {
  test('runs any directory, shows what failed, ends with the tally and exits 1', () => {
    const { status, lines } = corpus('vectors', directory);

    expect(lines).toContain('FAILED wrong (util-decode)');
    expect(lines).toContain('  outputBase64: recorded "Yg==", ours "YQ=="');
    expect(lines).toContain('diverged, PushSecret: 1');
    expect(lines.at(-1)).toBe('1 passed, 1 diverged, 1 failed');
    expect(status).toBe(1);
  });

  test('exits 0 when nothing failed, and runs only what was asked for', () => {
    expect(corpus('vectors', directory, '--only', '^right$').lines.at(-1)).toBe(
      '1 passed, 0 diverged, 0 failed',
    );
    expect(corpus('vectors', directory, '--topic', 'util-keys').status).toBe(0);
  });

  test.each([
    [['templates', '.'], 'usage: npm run corpus'],
    [['vectors'], 'usage: npm run corpus'],
    [['vectors', '.', '--fast'], '--fast'],
    [['vectors', '/nowhere'], '/nowhere'],
  ])('a wrong command line (%s) exits 2 and says what is wrong', (args, message) => {
    const { status, errors } = corpus(...args);

    expect(status).toBe(2);
    expect(errors).toContain(message);
  });
});
