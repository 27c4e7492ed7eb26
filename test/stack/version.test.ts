import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { VERSION } from '../../stack/version.ts';

it('the version that is deployed is the one of the package', () => {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8');

  expect(VERSION).toBe((JSON.parse(text) as { readonly version: string }).version);
});
