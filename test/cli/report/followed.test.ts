import { expect, it } from 'vitest';
import { foldDifferences } from '../../../cli/report/fold-differences.ts';
import { parseReportLine, type ReportLine } from '../../../cli/report/report-line.ts';
import { SECRET } from '../../../lambdas/core/resources.ts';
import { SecretValue } from '../../../lambdas/core/secret-value.ts';
import { hashData } from '../../../lambdas/core/secrets/data-hash.ts';
import { ANNOTATION } from '../../../lambdas/core/secrets/marks.ts';
import { ALB, createHarness, ingress, ZONE } from '../../dns-sync/harness.ts';
import { EXTERNAL_SECRET_V1, externalSecret, STORE_V1, store } from '../../secret-sync/objects.ts';
import { createWorld } from '../../secret-sync/world.ts';

/** What the functions log in observe mode, folded: both halves beside an incumbent that acts later. */
function read(texts: readonly { readonly at: number; readonly text: string }[]): readonly ReportLine[] {
  return texts.flatMap(({ at, text }) => parseReportLine(at, text) ?? []);
}

it('a rotation that ESO carries through 43 s later', async () => {
  const overrides: { mode: 'observe' | 'enforce' } = { mode: 'enforce' };
  const world = await createWorld(overrides);
  world.put('/app/a', 'one');
  await world.apply(STORE_V1, store());
  await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }));
  await world.sweep();
  overrides.mode = 'observe';
  world.restart();
  const texts: { at: number; text: string }[] = [];
  const collect = () => {
    const at = world.clock.now();
    // `report {"half":...}`, where the real logger makes one object.
    for (const line of world.logged.splice(0))
      texts.push({ at, text: line.replace(/^(\w+) \{/, '{"message":"$1",') });
  };
  world.logged.splice(0);

  world.put('/app/a', 'two');
  await world.changed('/app/a');
  collect();
  const firstSeen = world.clock.now();
  world.clock.advance(43_000);
  const data = new Map([['a', SecretValue.ofText('two')]]);
  await world.api.patch(
    SECRET,
    { namespace: 'team', name: 'app' },
    {
      metadata: {
        annotations: { [ANNOTATION.dataHash]: hashData(data), [ANNOTATION.sourceVersions]: null },
      },
      data: { a: Buffer.from('two').toString('base64') },
    },
  );
  await world.sweep();
  collect();

  expect(foldDifferences(read(texts))).toMatchObject([
    {
      subject: 'Secret/team/app',
      action: 'updated',
      outcome: 'same',
      firstSeen,
      endedAt: firstSeen + 43_000,
    },
  ]);
  const all = texts.map(({ text }) => text).join();
  for (const secret of ['two', Buffer.from('two').toString('base64'), hashData(data)])
    expect(all).not.toContain(secret);
});

it('records that ExternalDNS writes as we would, writes otherwise, or not at all', async () => {
  const texts: { at: number; text: string }[] = [];
  const harness = createHarness({
    config: { mode: 'observe', aaaa: 'never' },
    log: (message, fields) =>
      texts.push({ at: harness.clock.now(), text: JSON.stringify({ message, ...fields }) }),
  });
  for (const name of ['same', 'otherwise', 'never', 'gone']) await harness.create(ingress(name));
  await harness.sweep();
  expect(harness.writes()).toBe(0);
  harness.clock.advance(60_000);

  const alias = { dnsName: ALB, hostedZoneId: 'Z35SXDOTRQ7X7K', evaluateTargetHealth: true };
  const owned = (name: string) => {
    const value = `"heritage=external-dns,external-dns/owner=golden,external-dns/resource=ingress/default/${name}"`;
    return { name: `a-${name}.example.com.`, type: 'TXT', ttl: 300, values: [value] };
  };
  harness.put({ name: 'same.example.com.', type: 'A', alias });
  harness.put(owned('same'));
  harness.put({ name: 'otherwise.example.com.', type: 'A', ttl: 60, values: ['192.0.2.9'] });
  harness.put(owned('otherwise'));
  await harness.destroy('gone');
  await harness.sweep();

  const differences = foldDifferences(read(texts));
  expect(differences.map(({ subject, outcome, action }) => `${outcome} ${action} ${subject}`)).toEqual([
    `differs created ${ZONE}/never.example.com/A`,
    `otherwise updated ${ZONE}/otherwise.example.com/A`,
    `withdrawn created ${ZONE}/gone.example.com/A`,
    `same created ${ZONE}/same.example.com/A`,
  ]);
  expect(differences[1]).toMatchObject({
    wanted: `A alias ${ALB}`,
    found: 'A 60 192.0.2.9 marked by a-otherwise.example.com',
  });
  expect(differences[3]).toMatchObject({ wanted: `A alias ${ALB}`, found: 'absent', runs: 1 });
});
