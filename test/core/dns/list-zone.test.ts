import { expect, test } from 'vitest';
import type { HostedZones } from '../../../lambdas/core/aws-ports.ts';
import { ZONE_PAGES_MAX } from '../../../lambdas/core/bounds.ts';
import { listWholeZone } from '../../../lambdas/core/dns/list-zone.ts';
import { TerminalError } from '../../../lambdas/core/errors.ts';

/** A zone of so many pages with one record set each. */
function zoneOf(pages: number): HostedZones {
  const listRecordSets: HostedZones['listRecordSets'] = async (_zoneId, start) => {
    const page = start === undefined ? 0 : Number(start.name);
    const recordSets = [{ name: `n${page}.example.com.`, type: 'A', ttl: 60, values: ['192.0.2.1'] }];
    return page + 1 < pages ? { recordSets, next: { name: String(page + 1), type: 'A' } } : { recordSets };
  };
  return { listRecordSets } as HostedZones;
}

test('a zone is listed with all its pages', async () => {
  expect(await listWholeZone(zoneOf(3), 'Z1')).toHaveLength(3);
});

test('one that has more pages than are read is not listed at all', async () => {
  const listing = listWholeZone(zoneOf(ZONE_PAGES_MAX + 1), 'Z1');

  await expect(listing).rejects.toThrow(TerminalError);
  await expect(listing).rejects.toMatchObject({ code: 'TooManyPages', subject: 'Z1' });
});
