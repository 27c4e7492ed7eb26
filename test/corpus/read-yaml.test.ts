import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readYaml } from './read-yaml.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'yaml-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function read(text: string): unknown {
  const path = join(directory, 'case.yaml');
  writeFileSync(path, text);
  return readYaml(path);
}

test.each([
  ['1e3', '1e3'],
  ['1.5e3', '1.5e3'],
  ['0o17', '0o17'],
  ['1.5e+3', 1500],
  ['1.5', 1.5],
  ['12', 12],
  ["'12'", '12'],
  ['true', true],
  ['<uid>', '<uid>'],
])('the scalar %s reads as PyYAML meant it', (written, value) => {
  expect(read(`value: ${written}\n`)).toEqual({ value });
});
