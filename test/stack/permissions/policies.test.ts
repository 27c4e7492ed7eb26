import { describe, expect, it } from 'vitest';
import { evaluatePolicies } from '../../../sandbox/aws/iam/evaluate.ts';
import type { AuthorizationRequest } from '../../../sandbox/aws/iam/policy.ts';
import { compileConnection } from '../../../stack/config/function-config.ts';
import type { ClusterConfiguration } from '../../../stack/config.ts';
import {
  compileAccessPermissions,
  compileNetworkPermissions,
} from '../../../stack/permissions/cluster-access.ts';
import { compileSecretsPermissions } from '../../../stack/permissions/parameters.ts';
import type { Permission } from '../../../stack/permissions/permission.ts';
import { compileDnsPermissions } from '../../../stack/permissions/zones.ts';
import { exampleCluster, exampleDns, exampleSecrets } from '../example-cluster.ts';

const PLACE = { account: '111122223333', region: 'ap-northeast-2' };
const PARAMETERS = 'arn:aws:ssm:ap-northeast-2:111122223333:parameter/eco2/*';
const ZONE = 'arn:aws:route53:::hostedzone/Z0EXAMPLE0DEV0GROWBIN';

/** Without the reasons, which are for cdk-nag. */
function statements(permissions: readonly Permission[]) {
  return permissions.map(({ wildcard: _wildcard, ...statement }) => statement);
}

function allows(permissions: readonly Permission[], request: AuthorizationRequest): boolean {
  const Statement = permissions.map(({ actions, resources, conditions, effect }) => ({
    Effect: effect ?? ('Allow' as const),
    Action: actions,
    Resource: resources,
    ...(conditions === undefined ? {} : { Condition: conditions }),
  }));
  return evaluatePolicies([{ Statement }], request).decision === 'allow';
}

function access(auth: ClusterConfiguration['auth']) {
  return compileAccessPermissions(PLACE, compileConnection(exampleCluster({ auth })));
}

describe('secret-sync may', () => {
  it('read and decrypt parameters below its prefixes, and nothing else', () => {
    expect(statements(compileSecretsPermissions(PLACE, exampleSecrets()))).toEqual([
      {
        sid: 'ReadParameters',
        actions: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:ListTagsForResource'],
        resources: [PARAMETERS],
      },
      {
        sid: 'FindParameters',
        actions: ['ssm:GetParametersByPath'],
        resources: [PARAMETERS, 'arn:aws:ssm:ap-northeast-2:111122223333:parameter/eco2'],
      },
      {
        sid: 'DecryptParameters',
        actions: ['kms:Decrypt'],
        resources: ['arn:aws:kms:ap-northeast-2:111122223333:key/*'],
        conditions: {
          StringEquals: { 'kms:ViaService': ['ssm.ap-northeast-2.amazonaws.com'] },
          StringLike: { 'kms:EncryptionContext:PARAMETER_ARN': [PARAMETERS] },
        },
      },
    ]);
  });

  it('see all names of parameters only where finds by tags are configured', () => {
    const sids = (tagFinds: boolean) =>
      compileSecretsPermissions(PLACE, exampleSecrets({ tagFinds })).map(({ sid }) => sid);

    expect(sids(true)).toContain('FindParametersByTag');
    expect(sids(false)).not.toContain('FindParametersByTag');
  });

  it('write nothing in AWS, in either mode', () => {
    const observe = compileSecretsPermissions(PLACE, exampleSecrets({ mode: 'observe' }));

    expect(observe).toEqual(compileSecretsPermissions(PLACE, exampleSecrets()));
    for (const { actions } of observe) {
      for (const action of actions) expect(action).toMatch(/:(Get|List|Decrypt)/);
    }
  });

  it('decrypt neither another parameter nor for another service', () => {
    const permissions = compileSecretsPermissions(PLACE, exampleSecrets());
    const decrypt = (viaService: string, name: string) =>
      allows(permissions, {
        action: 'kms:Decrypt',
        resource: 'arn:aws:kms:ap-northeast-2:111122223333:key/1',
        context: {
          'kms:ViaService': viaService,
          'kms:EncryptionContext:PARAMETER_ARN': `arn:aws:ssm:ap-northeast-2:111122223333:parameter${name}`,
        },
      });

    expect(decrypt('ssm.ap-northeast-2.amazonaws.com', '/eco2/dev/key')).toBe(true);
    expect(decrypt('ssm.ap-northeast-2.amazonaws.com', '/other/key')).toBe(false);
    expect(decrypt('s3.ap-northeast-2.amazonaws.com', '/eco2/dev/key')).toBe(false);
  });

  it('assume exactly the mapped roles, with session tags', () => {
    const roles = ['arn:aws:iam::444455556666:role/b', 'arn:aws:iam::444455556666:role/a'];
    const identities = [...roles, 'function'].map((role) => ({ namespace: 'a', serviceAccount: 'b', role }));

    expect(statements(compileSecretsPermissions(PLACE, exampleSecrets({ identities }))).at(-1)).toEqual({
      sid: 'AssumeMappedRoles',
      actions: ['sts:AssumeRole', 'sts:TagSession'],
      resources: ['arn:aws:iam::444455556666:role/a', 'arn:aws:iam::444455556666:role/b'],
    });
  });

  it('assume the roles that stores may name, each once', () => {
    const role = 'arn:aws:iam::444455556666:role/reader';
    const roles = [
      { role, namespaces: [] },
      { role, namespaces: ['team'] },
    ];

    expect(statements(compileSecretsPermissions(PLACE, exampleSecrets({ roles }))).at(-1)).toEqual({
      sid: 'AssumeStoreRoles',
      actions: ['sts:AssumeRole', 'sts:TagSession'],
      resources: [role],
    });
  });

  it('read Secrets Manager where it is configured, in every configured region', () => {
    const permissions = compileSecretsPermissions(
      PLACE,
      exampleSecrets({
        prefixes: ['prod/'],
        services: ['SecretsManager'],
        regions: ['ap-northeast-2', 'us-east-1'],
      }),
    );

    expect(statements(permissions)).toEqual([
      {
        sid: 'ReadSecrets',
        actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
        resources: [
          'arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:prod/*',
          'arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/*',
        ],
      },
      {
        sid: 'ListSecrets',
        actions: ['secretsmanager:ListSecrets', 'secretsmanager:BatchGetSecretValue'],
        resources: ['*'],
      },
      {
        sid: 'DecryptSecrets',
        actions: ['kms:Decrypt'],
        resources: [
          'arn:aws:kms:ap-northeast-2:111122223333:key/*',
          'arn:aws:kms:us-east-1:111122223333:key/*',
        ],
        conditions: {
          StringEquals: {
            'kms:ViaService': [
              'secretsmanager.ap-northeast-2.amazonaws.com',
              'secretsmanager.us-east-1.amazonaws.com',
            ],
          },
          StringLike: {
            'kms:EncryptionContext:SecretARN': [
              'arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:prod/*',
              'arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/*',
            ],
          },
        },
      },
    ]);
  });
});

describe('dns-sync may', () => {
  it('change records of its names and types in its zones, by CREATE and DELETE only', () => {
    expect(statements(compileDnsPermissions(PLACE, exampleDns()))).toEqual([
      { sid: 'ListZones', actions: ['route53:ListHostedZones'], resources: ['*'] },
      { sid: 'ListRecords', actions: ['route53:ListResourceRecordSets'], resources: [ZONE] },
      {
        sid: 'ChangeRecords',
        actions: ['route53:ChangeResourceRecordSets'],
        resources: [ZONE],
        conditions: {
          'ForAllValues:StringLike': {
            'route53:ChangeResourceRecordSetsNormalizedRecordNames': [
              'dev.growbin.app',
              '*.dev.growbin.app',
              'cname-dev.growbin.app',
              'a-dev.growbin.app',
              'aaaa-dev.growbin.app',
            ],
          },
          'ForAllValues:StringEquals': {
            'route53:ChangeResourceRecordSetsRecordTypes': ['A', 'AAAA', 'CNAME', 'TXT'],
            'route53:ChangeResourceRecordSetsActions': ['CREATE', 'DELETE'],
          },
        },
      },
      { sid: 'ReadChangeStatus', actions: ['route53:GetChange'], resources: ['arn:aws:route53:::change/*'] },
    ]);
  });

  it('change nothing in observe mode', () => {
    const actions = compileDnsPermissions(PLACE, exampleDns({ mode: 'observe' })).flatMap(
      (one) => one.actions,
    );

    expect(actions).toEqual(['route53:ListHostedZones', 'route53:ListResourceRecordSets']);
  });

  it.each([
    [
      'a name below the filter',
      ['api.dev.growbin.app', 'cname-api.dev.growbin.app'],
      ['A', 'TXT'],
      ['CREATE', 'CREATE'],
      true,
    ],
    ['a wildcard, as Route 53 normalizes it', ['\\052.dev.growbin.app'], ['CNAME'], ['DELETE'], true],
    [
      'one name outside among others inside',
      ['api.dev.growbin.app', 'growbin.app'],
      ['A', 'A'],
      ['CREATE', 'CREATE'],
      false,
    ],
    ["the zone's own NS set", ['dev.growbin.app'], ['NS'], ['DELETE'], false],
    ['an UPSERT', ['api.dev.growbin.app'], ['A'], ['UPSERT'], false],
  ])('change %s: %j', (_name, names, types, actions, allowed) => {
    const request: AuthorizationRequest = {
      action: 'route53:ChangeResourceRecordSets',
      resource: ZONE,
      context: {
        'route53:ChangeResourceRecordSetsNormalizedRecordNames': names,
        'route53:ChangeResourceRecordSetsRecordTypes': types,
        'route53:ChangeResourceRecordSetsActions': actions,
      },
    };

    expect(allows(compileDnsPermissions(PLACE, exampleDns()), request)).toBe(allowed);
    expect(allows(compileDnsPermissions(PLACE, exampleDns()), { ...request, resource: `${ZONE}X` })).toBe(
      false,
    );
  });

  it('only create with the policy create-only, and write no marker with registry noop', () => {
    const dns = exampleDns({ policy: 'create-only', registry: 'noop' });
    const change = compileDnsPermissions(PLACE, dns).find(({ sid }) => sid === 'ChangeRecords');

    expect(change?.conditions?.['ForAllValues:StringEquals']).toEqual({
      'route53:ChangeResourceRecordSetsRecordTypes': ['A', 'AAAA', 'CNAME'],
      'route53:ChangeResourceRecordSetsActions': ['CREATE'],
    });
  });

  it('assume exactly the roles of zones in other accounts, each once', () => {
    const zone = {
      id: 'Z1',
      name: 'a.example',
      private: false,
      role: 'arn:aws:iam::444455556666:role/zones',
    };
    const roles = [zone, { ...zone, id: 'Z2', name: 'b.example' }];
    const permissions = compileDnsPermissions(PLACE, exampleDns({ zones: { ...exampleDns().zones, roles } }));

    expect(permissions.filter(({ actions }) => actions.includes('sts:AssumeRole'))).toEqual([
      { sid: 'AssumeZoneRoles', actions: ['sts:AssumeRole'], resources: [zone.role] },
    ]);
    expect(compileDnsPermissions(PLACE, exampleDns()).map(({ sid }) => sid)).not.toContain('AssumeZoneRoles');
  });

  it('read tags only where zones are chosen by tag, and any zone where none is named', () => {
    const zones = { ...exampleDns().zones, ids: [], tags: ['team=eco2'] };
    const permissions = compileDnsPermissions(PLACE, exampleDns({ zones }));

    expect(permissions.find(({ sid }) => sid === 'ListZoneTags')).toMatchObject({
      actions: ['route53:ListTagsForResources'],
      resources: ['arn:aws:route53:::hostedzone/*'],
    });
    expect(permissions.find(({ sid }) => sid === 'ChangeRecords')?.resources).toEqual([
      'arn:aws:route53:::hostedzone/*',
    ]);
  });

  it('read the key of encrypted markers, where there is one', () => {
    const txt = {
      prefix: '',
      suffix: '',
      wildcardReplacement: '',
      compat: '0.22' as const,
      encryptKey: '/sluice/key',
    };
    const permissions = compileDnsPermissions(PLACE, exampleDns({ txt }));

    expect(permissions.map(({ sid }) => sid)).toEqual(
      expect.arrayContaining(['ReadMarkerKey', 'DecryptMarkerKey']),
    );
    expect(permissions.find(({ sid }) => sid === 'ReadMarkerKey')?.resources).toEqual([
      'arn:aws:ssm:ap-northeast-2:111122223333:parameter/sluice/key',
    ]);
  });
});

describe('to reach the cluster, a function may', () => {
  const ask = (permissions: readonly Permission[], audience: string[], seconds: number, algorithm: string) =>
    allows(permissions, {
      action: 'sts:GetWebIdentityToken',
      resource: '*',
      context: {
        'sts:IdentityTokenAudience': audience,
        'sts:DurationSeconds': seconds,
        'sts:SigningAlgorithm': algorithm,
      },
    });

  it('get a token for its own cluster, for 15 minutes, signed with ES384', () => {
    const permissions = access({ mode: 'web-identity' });

    expect(ask(permissions, ['kube:eco2-dev'], 900, 'ES384')).toBe(true);
    expect(ask(permissions, ['kube:eco2-dev', 'kube:other'], 900, 'ES384')).toBe(false);
    expect(ask(permissions, ['kube:eco2-dev'], 3600, 'ES384')).toBe(false);
    expect(ask(permissions, ['kube:eco2-dev'], 900, 'RS256')).toBe(false);
  });

  it('do nothing more on EKS: a presigned GetCallerIdentity needs no permission', () => {
    expect(access({ mode: 'eks' })).toEqual([]);
  });

  it('ask EKS about this one cluster, where the configuration does not say where it is', () => {
    const {
      endpoint: _endpoint,
      ca: _ca,
      ...cluster
    } = exampleCluster({
      auth: { mode: 'eks', clusterName: 'prod' },
    });

    expect(statements(compileAccessPermissions(PLACE, compileConnection(cluster)))).toEqual([
      {
        sid: 'FindCluster',
        actions: ['eks:DescribeCluster'],
        resources: ['arn:aws:eks:ap-northeast-2:111122223333:cluster/prod'],
      },
    ]);
  });

  it.each(['token', 'kubeconfig'] as const)('read exactly the parameter of a stored %s', (mode) => {
    const arn = 'arn:aws:ssm:ap-northeast-2:111122223333:parameter/sluice/credential';

    expect(statements(access({ mode, parameter: '/sluice/credential' }))).toEqual([
      { sid: 'ReadClusterCredential', actions: ['ssm:GetParameter'], resources: [arn] },
      {
        sid: 'DecryptClusterCredential',
        actions: ['kms:Decrypt'],
        resources: ['arn:aws:kms:ap-northeast-2:111122223333:key/*'],
        conditions: {
          StringEquals: { 'kms:ViaService': ['ssm.ap-northeast-2.amazonaws.com'] },
          StringLike: { 'kms:EncryptionContext:PARAMETER_ARN': [arn] },
        },
      },
    ]);
  });

  it('be attached to a VPC by Lambda, and not use the interfaces from its code', () => {
    const permissions = compileNetworkPermissions(PLACE, 'sluice-eco2-dev-dns-sync');
    const create = (context: AuthorizationRequest['context']) =>
      allows(permissions, { action: 'ec2:CreateNetworkInterface', resource: '*', context });

    expect(create({})).toBe(true);
    expect(
      create({
        'lambda:SourceFunctionArn':
          'arn:aws:lambda:ap-northeast-2:111122223333:function:sluice-eco2-dev-dns-sync',
      }),
    ).toBe(false);
  });
});

it('every wildcard in a resource has its reason', () => {
  const all = [
    ...compileSecretsPermissions(PLACE, exampleSecrets({ services: ['ParameterStore', 'SecretsManager'] })),
    ...compileDnsPermissions(PLACE, exampleDns({ zones: { ...exampleDns().zones, ids: [], tags: ['a'] } })),
    ...access({ mode: 'web-identity' }),
    ...access({ mode: 'token', parameter: '/sluice/credential' }),
    ...compileNetworkPermissions(PLACE, 'f'),
  ];

  for (const { sid, resources, wildcard, effect } of all) {
    if (effect !== 'Deny' && resources.some((arn) => arn.includes('*')))
      expect(wildcard, sid).toMatch(/.{20}/);
  }
});
