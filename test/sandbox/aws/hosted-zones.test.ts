import { describe, expect, it } from 'vitest';
import { addHostedZone } from '../../../sandbox/aws/route53/hosted-zones.ts';
import { createRoute53 } from '../../../sandbox/aws/route53/route53.ts';
import { AwsServiceError } from '../../../sandbox/aws/service-error.ts';

function open(...names: string[]) {
  let now = 0;
  const route53 = createRoute53({ now: () => now, insyncAfterMs: 30_000 });
  for (const [index, name] of names.entries()) addHostedZone(route53.state, { name, id: `Z${index}` });
  return { route53, pass: (ms: number) => (now += ms) };
}

function codeOf(run: () => unknown): string {
  try {
    return `answered ${JSON.stringify(run())}`;
  } catch (error) {
    if (error instanceof AwsServiceError) return `${error.status} ${error.code}`;
    throw error;
  }
}

describe('hosted zones', () => {
  it('are public with name servers, or private with their VPC', () => {
    const { route53 } = open();
    const VPC = { VPCRegion: 'ap-northeast-2', VPCId: 'vpc-1' };

    const open1 = route53.call('CreateHostedZone', { Name: 'Example.COM', CallerReference: 'a' });
    const closed = route53.call('CreateHostedZone', { Name: 'example.com', CallerReference: 'b', VPC });

    expect(open1['HostedZone']).toMatchObject({ Name: 'example.com.', Config: { PrivateZone: false } });
    expect(open1['DelegationSet']).toMatchObject({ NameServers: { length: 4 } });
    expect(closed['HostedZone']).toMatchObject({ Config: { PrivateZone: true } });
    expect(closed['VPCs']).toEqual([VPC]);
    const { Id } = closed['HostedZone'] as { Id: string };
    expect(route53.call('GetHostedZone', { Id })['VPCs']).toEqual([VPC]);
  });

  it('are refused twice with one caller reference, and private without a VPC', () => {
    const { route53 } = open();
    const create = (more: object) => () =>
      route53.call('CreateHostedZone', { Name: 'example.com', CallerReference: 'a', ...more });
    create({})();

    expect(codeOf(create({}))).toBe('409 HostedZoneAlreadyExists');
    expect(codeOf(create({ CallerReference: 'b', HostedZoneConfig: { PrivateZone: true } }))).toBe(
      '400 InvalidInput',
    );
    expect(codeOf(() => addHostedZone(open('a.com').route53.state, { name: 'b.com', id: 'Z0' }))).toBe(
      '409 HostedZoneAlreadyExists',
    );
  });

  it('can be deleted only when nothing but NS and SOA is left', () => {
    const { route53 } = open('example.com');
    const set = { Name: 'a.example.com', Type: 'A', TTL: 60, ResourceRecords: [{ Value: '192.0.2.1' }] };
    const change = (Action: 'CREATE' | 'DELETE') =>
      route53.call('ChangeResourceRecordSets', {
        HostedZoneId: 'Z0',
        ChangeBatch: { Changes: [{ Action, ResourceRecordSet: set }] },
      });
    change('CREATE');
    expect(codeOf(() => route53.call('DeleteHostedZone', { Id: 'Z0' }))).toBe('400 HostedZoneNotEmpty');
    change('DELETE');
    route53.call('DeleteHostedZone', { Id: '/hostedzone/Z0' });

    expect(codeOf(() => route53.call('GetHostedZone', { Id: 'Z0' }))).toBe('404 NoSuchHostedZone');
  });

  it('are listed by the page, and by name in reversed order', () => {
    const { route53 } = open('b.com', 'a.org', 'x.b.com');
    const first = route53.call('ListHostedZones', { MaxItems: 2 });
    const second = route53.call('ListHostedZones', { MaxItems: 2, Marker: first.NextMarker ?? '' });
    const named = route53.call('ListHostedZonesByName', { DNSName: 'b.com', MaxItems: 2 });

    expect([first, second].map((page) => page.HostedZones.map((zone) => zone['Name']))).toEqual([
      ['b.com.', 'a.org.'],
      ['x.b.com.'],
    ]);
    expect(named.HostedZones.map((zone) => zone['Name'])).toEqual(['b.com.', 'x.b.com.']);
    expect([named.NextDNSName, named.IsTruncated]).toEqual(['a.org.', true]);
    expect(codeOf(() => route53.call('ListHostedZones', { Marker: 'Z9' }))).toBe('404 NoSuchHostedZone');
  });

  it('have tags, for ten zones a call', () => {
    const { route53 } = open('a.com', 'b.com');
    const tag = (more: object) =>
      route53.call('ChangeTagsForResource', { ResourceType: 'hostedzone', ResourceId: 'Z0', ...more });
    tag({
      AddTags: [
        { Key: 'env', Value: 'dev' },
        { Key: 'old', Value: '1' },
      ],
    });
    tag({ RemoveTagKeys: ['old'] });
    const list = (ResourceIds: string[], ResourceType = 'hostedzone') =>
      route53.call('ListTagsForResources', { ResourceType, ResourceIds });

    const one = route53.call('ListTagsForResource', { ResourceType: 'hostedzone', ResourceId: 'Z0' });
    expect(one.ResourceTagSet.Tags).toEqual([{ Key: 'env', Value: 'dev' }]);
    expect(list(['Z0', 'Z1']).ResourceTagSets.map((set) => set.Tags.length)).toEqual([1, 0]);
    expect(codeOf(() => list(Array.from({ length: 11 }, () => 'Z0')))).toBe('400 InvalidInput');
    expect(codeOf(() => list(['Z0'], 'healthcheck'))).toBe('400 InvalidInput');
  });
});

describe('a change', () => {
  it('is PENDING until the configured time has passed on the injected clock', () => {
    const { route53, pass } = open('example.com');
    const set = { Name: 'a.example.com', Type: 'A', TTL: 60, ResourceRecords: [{ Value: '192.0.2.1' }] };
    const { ChangeInfo } = route53.call('ChangeResourceRecordSets', {
      HostedZoneId: 'Z0',
      ChangeBatch: { Comment: 'why', Changes: [{ Action: 'CREATE', ResourceRecordSet: set }] },
    });
    const status = () => route53.call('GetChange', { Id: ChangeInfo.Id }).ChangeInfo.Status;

    expect(ChangeInfo).toMatchObject({ Status: 'PENDING', Comment: 'why', SubmittedAt: 0 });
    pass(29_999);
    expect(status()).toBe('PENDING');
    pass(1);
    expect(status()).toBe('INSYNC');
    expect(codeOf(() => route53.call('GetChange', { Id: 'C9' }))).toBe('404 NoSuchChange');
  });

  it('needs at least one entry, and a listing may not start at a type without a name', () => {
    const { route53 } = open('example.com');

    expect(
      codeOf(() =>
        route53.call('ChangeResourceRecordSets', { HostedZoneId: 'Z0', ChangeBatch: { Changes: [] } }),
      ),
    ).toBe('400 InvalidInput');
    expect(
      codeOf(() => route53.call('ListResourceRecordSets', { HostedZoneId: 'Z0', StartRecordType: 'A' })),
    ).toBe('400 InvalidInput');
  });
});
