import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dnsLeaseRules } from '../../../manifests/lease-rules.ts';
import { restartRules } from '../../../manifests/restart-rules.ts';
import {
  type AccessRule,
  dnsClusterRules,
  secretsClusterRules,
  secretsTargetRules,
} from '../../../manifests/rules.ts';
import { exampleCluster, exampleDns, exampleNotifier, exampleSecrets } from '../example-cluster.ts';
import { resourcesOf, type SynthesizedClusters, synthesizeClusters } from '../synthesized.ts';

const DOCUMENT = readFileSync(join(import.meta.dirname, '../../../docs/permissions.md'), 'utf8');

/** Rows of the table below a heading, cell by cell, without the head. */
function table(heading: string): readonly (readonly string[])[] {
  const section = DOCUMENT.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(1)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const ZONE_ROLE = {
  id: 'Z0SHARED',
  name: 'shared.example.com',
  private: false,
  role: 'arn:aws:iam::444455556666:role/zones',
};

/** One that has to be found. */
function eksCluster(name: string) {
  const dns = exampleDns({ ownerId: name });
  const { endpoint: _endpoint, ca: _ca, ...cluster } = exampleCluster({ name, auth: { mode: 'eks' }, dns });
  return cluster;
}

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
}

/** `Sid: actions` of every statement of the roles whose logical id matches. */
function statementsOf(synthesized: SynthesizedClusters, half: RegExp): ReadonlySet<string> {
  const policies = synthesized.templates.flatMap((template) =>
    resourcesOf(template, 'AWS::IAM::Role')
      .filter(([id]) => half.test(id))
      .flatMap(
        ([, { Properties }]) =>
          Properties['Policies'] as readonly { PolicyDocument: { Statement: Statement[] } }[],
      ),
  );
  const statements = policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  return new Set(statements.map(({ Sid, Action }) => `${Sid}: ${[Action].flat().join(', ')}`));
}

describe('docs/permissions.md lists for AWS', () => {
  let synthesized: SynthesizedClusters;

  beforeAll(async () => {
    const identities = [{ namespace: 'a', serviceAccount: 'b', role: 'arn:aws:iam::444455556666:role/team' }];
    const roles = [{ role: 'arn:aws:iam::444455556666:role/shared', namespaces: ['a'] }];
    const network = {
      subnetIds: ['subnet-0123456789abcdef0'],
      securityGroupIds: ['sg-0123456789abcdef0'],
      ipv6: false,
    };
    const txt = {
      prefix: '',
      suffix: '',
      wildcardReplacement: '',
      compat: '0.22' as const,
      encryptKey: '/sluice/key',
    };
    synthesized = await synthesizeClusters(
      [
        exampleCluster(),
        exampleCluster({
          name: 'every',
          auth: { mode: 'token', parameter: '/sluice/token' },
          network,
          secrets: exampleSecrets({
            services: ['ParameterStore', 'SecretsManager'],
            identities,
            roles,
            tagFinds: true,
            generators: ['ECRAuthorizationToken', 'STSSessionToken'],
          }),
          dns: exampleDns({ txt, zones: { ...exampleDns().zones, tags: ['team=eco2'], roles: [ZONE_ROLE] } }),
          notifier: exampleNotifier(),
        }),
        eksCluster('eks'),
      ],
      { checks: false },
    );
  }, 60_000);
  afterAll(() => synthesized.remove());

  it.each([
    ['AWS: secret-sync', /^SecretsSync/],
    ['AWS: dns-sync', /^DnsSync/],
  ])('every statement: %s', (heading, half) => {
    const rows = [...table(heading), ...table('AWS: both functions')].map(
      ([sid, actions]) => `${sid}: ${actions}`,
    );

    expect(new Set(rows)).toEqual(statementsOf(synthesized, half));
    expect(rows).toHaveLength(new Set(rows).size);
  });

  it('every statement: AWS: notify', () => {
    const rows = table('AWS: notify').map(([sid, actions]) => `${sid}: ${actions}`);

    expect(new Set(rows)).toEqual(statementsOf(synthesized, /^Notifier/));
  });

  it('as enforce exactly what observe does not have', async () => {
    const observing = await synthesizeClusters(
      [
        exampleCluster({
          secrets: exampleSecrets({ mode: 'observe' }),
          dns: exampleDns({ mode: 'observe' }),
        }),
      ],
      { checks: false },
    );
    const observed = new Set([...statementsOf(observing, /Sync/)].map((line) => line.split(':')[0]));
    observing.remove();

    const marked = table('AWS: dns-sync')
      .filter(([, , , when]) => when === '*enforce*')
      .map(([sid]) => sid);
    const [example] = synthesized.templates;
    const enforced = statementsOf(
      { ...synthesized, templates: example === undefined ? [] : [example] },
      /Sync/,
    );
    const added = [...enforced].map((line) => line.split(':')[0]).filter((sid) => !observed.has(sid));
    expect(marked).toEqual(added);
  });
});

describe('docs/permissions.md lists for Kubernetes', () => {
  const EVERY_SOURCE = [
    'ingress',
    'service',
    'crd',
    'gateway-httproute',
    'gateway-grpcroute',
    'gateway-tlsroute',
    'node',
  ] as const;

  function rows(where: string, rules: readonly AccessRule[]): readonly string[] {
    return rules.map(({ apiGroup, resources, resourceNames, verbs, why }) => {
      const names = resourceNames === undefined ? '' : ` (only \`${resourceNames.join()}\`)`;
      return `${where} | ${apiGroup || 'core'}: ${resources.join(', ')}${names} | ${verbs.join(', ')} | ${why}`;
    });
  }

  function documented(heading: string): readonly string[] {
    return table(heading).map(([where, resources, verbs, , why]) =>
      [where, resources, verbs, why].join(' | '),
    );
  }

  it('every rule of the secrets half, in both modes', () => {
    const generated = (['observe', 'enforce'] as const).flatMap((mode) => [
      ...rows(
        'cluster',
        secretsClusterRules({
          mode,
          clusterExternalSecrets: true,
          generators: ['ECRAuthorizationToken', 'STSSessionToken'],
        }),
      ),
      ...rows('target namespaces', secretsTargetRules({ mode })),
    ]);

    expect([...documented('Kubernetes: secret-sync')].sort()).toEqual([...new Set(generated)].sort());
  });

  it('every rule of restarts, in both modes', () => {
    const generated = (['observe', 'enforce'] as const).flatMap((mode) =>
      rows('`restart.namespaces`', restartRules({ mode })),
    );

    expect(documented('Kubernetes: restarts')).toEqual(generated);
  });

  it('every rule of the DNS half, in both modes and for every source', () => {
    const generated = (['observe', 'enforce'] as const).flatMap((mode) => [
      ...rows('cluster', dnsClusterRules({ ...exampleDns(), mode, sources: [...EVERY_SOURCE] })),
      ...rows('`dns.leaseNamespace`', dnsLeaseRules({ mode })),
    ]);

    expect([...documented('Kubernetes: dns-sync')].sort()).toEqual([...new Set(generated)].sort());
  });
});
