import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DNS_REASON } from '../../../lambdas/core/dns/reasons.ts';

const DOCUMENT = join(import.meta.dirname, '..', '..', '..', 'docs', 'dns-reasons.md');

test('docs/dns-reasons.md explains every reason', () => {
  const text = readFileSync(DOCUMENT, 'utf8');

  expect(Object.values(DNS_REASON).filter((reason) => !text.includes(`\`${reason}\``))).toEqual([]);
});
