import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readSecretWrites, writtenTwice } from './secret-writes.ts';

it('counts what wrote a Secret, and not what was read or refused', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-audit-'));
  const path = join(directory, 'audit.log');
  const line = (verb: string, code: number, resource = 'secrets') =>
    JSON.stringify({
      verb,
      objectRef: { resource, namespace: 'team', name: 'app' },
      responseStatus: { code },
    });
  writeFileSync(
    path,
    `${[line('update', 200), line('update', 409), line('get', 200), line('patch', 200, 'pods'), line('patch', 200)].join('\n')}\n`,
  );

  expect(readSecretWrites(path)).toEqual(new Map([['team/app', 2]]));
  rmSync(directory, { recursive: true });
});

it('names a Secret that was written more than once since', () => {
  const after = new Map([
    ['team/app', 3],
    ['team/other', 2],
  ]);

  expect(writtenTwice(new Map([['team/other', 1]]), after)).toEqual(['team/app 3 times']);
});
