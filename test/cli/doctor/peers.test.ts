import { expect, test } from 'vitest';
import { judgeInstall } from '../../../cli/doctor/external-dns.ts';
import { judgeControllers } from '../../../cli/doctor/external-secrets.ts';
import { judgeMarkers } from '../../../cli/doctor/markers.ts';
import { judgeLimit, judgeZones } from '../../../cli/doctor/zones.ts';
import { findEso } from '../../../cli/handover/eso.ts';
import { findExternalDns } from '../../../cli/handover/external-dns.ts';
import type { RecordSet } from '../../../lambdas/core/dns/record-set.ts';
import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import { exampleDns, exampleSecrets } from '../../stack/example-cluster.ts';
import { doctorOf } from './doctor-of.ts';

const doctor = doctorOf();
const NO_ARGO: ReadonlySet<string> = new Set();

function deployment(image: string, args: readonly string[], replicas = 1): KubernetesObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'peer',
      namespace: 'peers',
      annotations: { 'meta.helm.sh/release-name': 'peer' },
    },
    spec: { replicas, template: { spec: { containers: [{ image, args }] } } },
  };
}

test('an operator that runs beside us is a warning only where both write the same stores', () => {
  const image = 'ghcr.io/external-secrets/external-secrets:v0.14.4';
  const judge = (args: readonly string[], change: Parameters<typeof exampleSecrets>[0]) =>
    judgeControllers(
      findEso([deployment(image, args)]),
      NO_ARGO,
      doctorOf({ secrets: exampleSecrets(change) }),
    )[0];

  expect(judge([], { mode: 'enforce', storeClasses: ['sluice', 'default'] })).toEqual({
    check: 'controller peers/peer',
    outcome: 'warn',
    said:
      'runs, v0.14.4, controller class default, of Helm release "peer": ' +
      'it writes the Secrets of stores of class default as we do',
    fix: 'sluice handover secrets',
  });
  expect(judge([], { mode: 'enforce', storeClasses: ['sluice'] })?.outcome).toBe('ok');
  expect(judge(['--controller-class=other'], { mode: 'enforce', storeClasses: ['other'] })?.outcome).toBe(
    'warn',
  );
  expect(judge([], { mode: 'observe', storeClasses: ['default'] })?.outcome).toBe('ok');
  expect(judgeControllers([], NO_ARGO, doctor)[0]?.said).toBe('does not run');
});

const EXTERNAL_DNS = 'registry.k8s.io/external-dns/external-dns';
const FLAGS = ['--provider=aws', '--registry=txt', '--policy=sync', '--source=ingress'];

test.each([
  ['v0.14.0', 'eco2-dev', 1, 'enforce', 'warn', 'sluice handover dns'],
  ['v0.14.0', 'eco2-dev', 0, 'enforce', 'ok', undefined],
  ['v0.14.0', 'eco2-dev', 1, 'observe', 'ok', undefined],
  ['v0.22.0', 'eco2-dev', 0, 'enforce', 'warn', 'dns.txt.compat: "0.22"'],
  ['v0.14.0', 'other', 1, 'enforce', 'warn', 'dns.ownerId: other, to take its records over'],
] as const)(
  'an ExternalDNS %s of owner %s with %d Pods is, in %s, %s',
  (version, owner, replicas, mode, outcome, fix) => {
    const object = deployment(`${EXTERNAL_DNS}:${version}`, [...FLAGS, `--txt-owner-id=${owner}`], replicas);
    const [install] = findExternalDns([object]);
    if (install === undefined) throw new Error('not found');

    const finding = judgeInstall(install, NO_ARGO, { ...doctor, dns: exampleDns({ mode }) });

    expect(finding).toMatchObject({ check: 'controller peers/peer', outcome });
    expect(finding.fix).toBe(fix);
    expect(finding.said).toContain(`${version}, owner ${owner}, policy sync, of Helm release "peer"`);
  },
);

const ZONE = { id: 'Z0EXAMPLE0DEV0GROWBIN', name: 'dev.growbin.app', private: false };

test('zones that are named have to be there, and one zone at least', () => {
  const dns = exampleDns();
  const filtered = exampleDns({ zones: { ...dns.zones, ids: [] } });

  expect(judgeZones([ZONE], dns)[0]).toMatchObject({
    outcome: 'ok',
    said: 'dev.growbin.app (Z0EXAMPLE0DEV0GROWBIN)',
  });
  expect(judgeZones([], dns)[0]).toMatchObject({ outcome: 'failed' });
  expect(judgeZones([], filtered)[0]?.said).toBe('no hosted zone of this account serves dev.growbin.app');
});

test.each([
  [8_999, 'ok'],
  [9_000, 'warn'],
  [10_000, 'failed'],
])('a zone with %d of 10,000 records is %s', (count, outcome) => {
  expect(judgeLimit('records', count, 10_000).outcome).toBe(outcome);
});

const alias = (name: string, type: string): RecordSet => ({
  name: `${name}.`,
  type,
  alias: { dnsName: 'lb.example.com.', hostedZoneId: 'ZLB', evaluateTargetHealth: true },
});
const marker = (name: string, owner = 'eco2-dev'): RecordSet => ({
  name: `${name}.`,
  type: 'TXT',
  ttl: 300,
  values: [`"heritage=external-dns,external-dns/owner=${owner},external-dns/resource=ingress/auth/api"`],
});
const HOST = 'api.dev.growbin.app';
const OF_14 = [alias(HOST, 'A'), marker(HOST), marker(`cname-${HOST}`)];
const OF_16 = [alias(HOST, 'A'), marker(`cname-${HOST}`), alias(HOST, 'AAAA'), marker(`aaaa-${HOST}`)];
const OF_22 = [alias(HOST, 'A'), marker(`a-${HOST}`)];

test.each([
  ['0.14', OF_14, undefined],
  ['0.22', OF_14, 'dns.txt.compat: "0.14"'],
  ['0.14', OF_16, 'dns.txt.compat: "0.16-0.21"'],
  ['0.16-0.21', OF_16, undefined],
  ['0.22', OF_16, 'dns.txt.compat: "0.16-0.21"'],
  ['0.14', OF_22, 'dns.txt.compat: "0.22"'],
  ['0.22', OF_22, undefined],
  ['none', OF_14, undefined],
] as const)('with txt.compat %s the markers %j are judged', (compat, recordSets, fix) => {
  const { txt } = exampleDns();
  if (txt === undefined) throw new Error('the example has no registry');
  const { cluster } = doctorOf({ dns: exampleDns({ txt: { ...txt, compat } }) });

  const finding = judgeMarkers(ZONE, recordSets, cluster);

  expect(finding).toMatchObject({ outcome: fix === undefined ? 'ok' : 'warn' });
  expect(finding.fix).toBe(fix);
});

test('records of others are counted by their owner, and sealed markers tell nothing', () => {
  const foreign = [alias('x.dev.growbin.app', 'A'), marker('a-x.dev.growbin.app', 'other')];
  const { txt } = exampleDns();
  const sealed = doctorOf({ dns: exampleDns({ txt: txt && { ...txt, encryptKey: '/key' } }) });

  expect(judgeMarkers(ZONE, [...OF_14, ...foreign], doctor.cluster).said).toBe(
    '1 record sets of owner eco2-dev, 1 of other',
  );
  expect(judgeMarkers(ZONE, OF_14, sealed.cluster).outcome).toBe('could not tell');
});
