import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../stack/config/problems.ts';
import { parseConfiguration } from '../../stack/config.ts';
import { exampleCluster } from './example-cluster.ts';

type Json = Readonly<Record<string, unknown>>;

/** What is wrong with the example once `change` has been merged into it; lists are replaced. */
function problemsOf(change: Json, ...others: readonly Json[]): readonly string[] {
  const example = exampleCluster() as unknown as Json;
  try {
    parseConfiguration({ clusters: [change, ...others].map((one) => merge(example, one)) });
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

function merge(base: unknown, change: unknown): unknown {
  if (!isObject(base) || !isObject(change)) return change;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(change)) {
    if (value === undefined) delete merged[key];
    else merged[key] = merge(base[key], value);
  }
  return merged;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const SECOND = { name: 'other' };

describe('a configuration that cannot be used', () => {
  it.each<readonly [string, Json, RegExp]>([
    [
      'a mode is missing: there is no default',
      { secrets: { mode: undefined } },
      /^clusters\[0\]\.secrets\.mode is missing: required, no default; allowed: "observe", "enforce"; start with "observe"/,
    ],
    [
      'a mode is misspelt',
      { dns: { mode: 'dry-run' } },
      /^clusters\[0\]\.dns\.mode is "dry-run": .*allowed: "observe", "enforce"/,
    ],
    [
      'a key is misspelt: the nearest one is suggested',
      { dns: { domainFilter: ['x.org'] } },
      /^clusters\[0\]\.dns\.domainFilter is not known: did you mean "domainFilters"\?/,
    ],
    [
      'a key is unknown: the known ones are listed',
      { colour: 'red' },
      /^clusters\[0\]\.colour is not known: remove it; allowed: name, account, region/,
    ],
    [
      'a key of another authentication mode',
      { auth: { mode: 'eks', issuer: undefined, audience: 'x' } },
      /^clusters\[0\]\.auth\.audience is not known: remove it; allowed: mode, clusterName, accessEntry$/,
    ],
    [
      'an authentication mode that does not exist',
      { auth: { mode: 'oidc' } },
      /^clusters\[0\]\.auth\.mode is "oidc": allowed modes: "web-identity", "eks"/,
    ],
    [
      'a stored token without its parameter',
      { auth: { mode: 'token', issuer: undefined } },
      /^clusters\[0\]\.auth\.parameter is missing: allowed: the name of a SecureString/,
    ],
    [
      'restarts where no Secret is written',
      { restart: { namespaces: ['elsewhere'] } },
      /^clusters\[0\]\.restart\.namespaces\[0\] is "elsewhere", where no Secret is written: add it to secrets\.targets or remove it; allowed: auth, /,
    ],
    [
      'restarts without the half that rotates',
      { restart: {}, secrets: undefined },
      /^clusters\[0\]\.restart needs the secrets half: add "secrets" or remove it$/,
    ],
    [
      'a notifier without its secret path',
      { notifier: {} },
      /^clusters\[0\]\.notifier\.path is missing: required; allowed: 22 to 128 .*openssl rand -hex 16/,
    ],
    [
      'a path that can be guessed',
      { notifier: { path: 'a'.repeat(40) } },
      /^clusters\[0\]\.notifier\.path is "a{40}": required; allowed: 22 to 128 .* that nobody can guess/,
    ],
    [
      'a token in place of its digest',
      { notifier: { path: '0123456789abcdef0123456789abcdef', tokenSha256: 'my-token' } },
      /^clusters\[0\]\.notifier\.tokenSha256 is "my-token": allowed: 64 hex digits, as `printf/,
    ],
    [
      'a notifier URL with a query, which the API server refuses',
      { notifier: { path: '0123456789abcdef0123456789abcdef', url: 'https://a.on.aws/?x=1' } },
      /^clusters\[0\]\.notifier\.url is "https:\/\/a\.on\.aws\/\?x=1": allowed: the https URL that the deployment printed/,
    ],
    [
      'a name that AWS would refuse',
      { name: 'Eco2_dev' },
      /^clusters\[0\]\.name is "Eco2_dev": allowed: at most 36 of a-z/,
    ],
    [
      'an account written as a number',
      { account: 111122223333 },
      /^clusters\[0\]\.account is 111122223333: allowed: the 12 digits .* quoted/,
    ],
    [
      'a region that is none',
      { region: 'seoul' },
      /^clusters\[0\]\.region is "seoul": allowed: an AWS region such as "ap-northeast-2"/,
    ],
    [
      'an endpoint without TLS',
      { endpoint: 'http://10.0.0.1:6443' },
      /^clusters\[0\]\.endpoint is "http:\/\/10\.0\.0\.1:6443": allowed: the https URL/,
    ],
    [
      'an endpoint with a path of the API itself',
      { endpoint: 'https://10.0.0.1:6443/api' },
      /^clusters\[0\]\.endpoint is .* without "\/api"/,
    ],
    [
      'a CA that is not PEM',
      { ca: 'LS0tLS1CRUdJTg==' },
      /^clusters\[0\]\.ca is "LS0tLS1CRUdJTg==": allowed: the PEM text .* no insecure mode/,
    ],
    [
      'a CA that only looks like PEM',
      { ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' },
      /^clusters\[0\]\.ca is .*allowed: the PEM text/,
    ],
    ['a CA missing altogether', { ca: undefined }, /^clusters\[0\]\.ca is missing: allowed: the PEM text/],
    ['no endpoint', { endpoint: undefined }, /^clusters\[0\]\.endpoint is missing: allowed: the https URL/],
    [
      'half of what EKS would say',
      { ca: undefined, auth: { mode: 'eks', issuer: undefined } },
      /^clusters\[0\]\.ca is missing: .*; or give neither, and EKS is asked$/,
    ],
    [
      'a private key beside the CA',
      { ca: `${exampleCluster().ca}\n-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----` },
      /^clusters\[0\]\.ca is /,
    ],
    [
      'an issuer that is not https',
      { auth: { issuer: 'http://issuer' } },
      /^clusters\[0\]\.auth\.issuer is "http:\/\/issuer": allowed: the https URL that `aws iam enable-outbound-web-identity-federation` printed/,
    ],
    [
      'a network without subnets',
      { network: { subnetIds: [], securityGroupIds: ['sg-0123456789abcdef0'] } },
      /^clusters\[0\]\.network\.subnetIds is \[\]: allowed: one or more subnet ids/,
    ],
    [
      'no prefix',
      { secrets: { prefixes: [] } },
      /^clusters\[0\]\.secrets\.prefixes is \[\]: required; allowed: one or more name prefixes/,
    ],
    [
      'a prefix that would match its neighbour',
      { secrets: { prefixes: ['/eco2/dev'] } },
      /^clusters\[0\]\.secrets\.prefixes\[0\] is "\/eco2\/dev": .*would also match "\/eco2\/developer/,
    ],
    [
      'a prefix with a wildcard',
      { secrets: { prefixes: ['/eco2/*/'] } },
      /^clusters\[0\]\.secrets\.prefixes\[0\] is "\/eco2\/\*\/": allowed/,
    ],
    [
      'a parameter prefix without its first slash',
      { secrets: { prefixes: ['eco2/'], namespaces: [] } },
      /^clusters\[0\]\.secrets\.prefixes\[0\] is "eco2\/": parameter names begin with "\/"; write "\/eco2\/", or add "SecretsManager" to services$/,
    ],
    [
      'a grant outside of what the function may read',
      { secrets: { namespaces: [{ name: 'auth', prefixes: ['/other/'] }] } },
      /^clusters\[0\]\.secrets\.namespaces\[0\]\.prefixes grants "\/other\/", which lies outside secrets\.prefixes \(\/eco2\/\)/,
    ],
    [
      'a role that is neither ARN nor function',
      { secrets: { identities: [{ namespace: 'a', serviceAccount: 'b', role: 'admin' }] } },
      /^clusters\[0\]\.secrets\.identities\[0\]\.role is "admin": allowed: the ARN of an IAM role to assume, or "function"/,
    ],
    [
      'a service we do not know',
      { secrets: { services: ['SSM'] } },
      /^clusters\[0\]\.secrets\.services\[0\] is "SSM": allowed: "ParameterStore", "SecretsManager"$/,
    ],
    [
      'a deletion delay under a minute',
      { secrets: { deleteDelay: 30 } },
      /^clusters\[0\]\.secrets\.deleteDelay is 30: allowed: whole seconds from 60 to 900/,
    ],
    [
      'a deletion delay that SQS cannot hold',
      { dns: { deleteDelay: 3600 } },
      /^clusters\[0\]\.dns\.deleteDelay is 3600: allowed: whole seconds from 60 to 900/,
    ],
    [
      'an owner id with a comma',
      { dns: { ownerId: 'eco2,dev' } },
      /^clusters\[0\]\.dns\.ownerId is "eco2,dev": .*without comma/,
    ],
    [
      'a missing owner id',
      { dns: { ownerId: undefined } },
      /^clusters\[0\]\.dns\.ownerId is missing: required, no default/,
    ],
    [
      'a missing policy',
      { dns: { policy: undefined } },
      /^clusters\[0\]\.dns\.policy is missing: required, no default; allowed: "sync" \(also deletes\), "upsert-only", "create-only"$/,
    ],
    [
      'registry noop with deletions',
      { dns: { registry: 'noop' } },
      /^clusters\[0\]\.dns\.registry is "noop" with policy "sync": .*use policy "create-only", or registry "txt"$/,
    ],
    [
      'registry txt without compat',
      { dns: { txt: undefined } },
      /^clusters\[0\]\.dns\.txt is missing: registry "txt" needs txt\.compat/,
    ],
    [
      'an unknown compat',
      { dns: { txt: { compat: '0.15' } } },
      /^clusters\[0\]\.dns\.txt\.compat is "0\.15": required, no default; allowed: "0\.14", "0\.16-0\.21", "0\.22"/,
    ],
    [
      'prefix and suffix of markers at once',
      { dns: { txt: { prefix: 'a', suffix: 'b' } } },
      /^clusters\[0\]\.dns\.txt has prefix "a" and suffix "b": keep one of them$/,
    ],
    [
      'no zone named in any way',
      { dns: { domainFilters: [], zones: { ids: [] } } },
      /^clusters\[0\]\.dns names no zone: it would manage every zone of the account; set domainFilters/,
    ],
    [
      'a zone id with its path',
      { dns: { zones: { ids: ['/hostedzone/Z1'] } } },
      /^clusters\[0\]\.dns\.zones\.ids\[0\] is "\/hostedzone\/Z1": allowed: a hosted zone id/,
    ],
    [
      'a domain filter with a wildcard',
      { dns: { domainFilters: ['*.x.org'] } },
      /^clusters\[0\]\.dns\.domainFilters\[0\] is "\*\.x\.org": allowed: a domain/,
    ],
    [
      'an annotation prefix without its slash',
      { dns: { annotationPrefixes: ['external-dns.kubernetes.io'] } },
      /^clusters\[0\]\.dns\.annotationPrefixes\[0\] is .*allowed: an annotation prefix ending in "\/"/,
    ],
    [
      'a breaker share above one',
      { dns: { breaker: { share: 30 } } },
      /^clusters\[0\]\.dns\.breaker\.share is 30: allowed: a share above 0 and up to 1$/,
    ],
    [
      'a topic that is no ARN',
      { alarms: { topicArn: 'sluice' } },
      /^clusters\[0\]\.alarms\.topicArn is "sluice": allowed: the ARN of an SNS topic$/,
    ],
    [
      'neither half',
      { secrets: undefined, dns: undefined },
      /^clusters\[0\] has neither "secrets" nor "dns": nothing would be deployed/,
    ],
  ])('%s', (_name, change, expected) => {
    const problems = problemsOf(change);

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
    expect(problems[0]).not.toContain('\n');
  });

  it('two clusters with overlapping zones and one owner id', () => {
    expect(problemsOf({}, SECOND)).toEqual([
      expect.stringMatching(
        /^clusters\[1\]\.dns\.ownerId is "eco2-dev", that of clusters\[0\], and their zones overlap/,
      ),
    ]);
    expect(
      problemsOf(
        { dns: { zones: { ids: [] } } },
        { ...SECOND, dns: { domainFilters: ['sub.dev.growbin.app'] } },
      ),
    ).toHaveLength(1);
  });

  it('two clusters of one name', () => {
    expect(problemsOf({}, { dns: { ownerId: 'other' } })).toEqual([
      'clusters[1].name is "eco2-dev", the name of clusters[0]: every cluster needs its own',
    ]);
  });

  it('every problem is named at once', () => {
    expect(problemsOf({ endpoint: 'x', ca: 'y', secrets: { mode: 'on' } })).toHaveLength(3);
  });

  it.each([
    [
      undefined,
      'the configuration is missing: allowed: a document with the key "clusters", a list of one or more clusters',
    ],
    [
      'text',
      'the configuration is "text": allowed: a document with the key "clusters", a list of one or more clusters',
    ],
    [{}, 'clusters is missing: required; allowed: a list of one or more clusters'],
    [{ clusters: [] }, 'clusters is []: required; allowed: a list of one or more clusters'],
  ])('a document that is none: %j', (document, problem) => {
    expect(() => parseConfiguration(document)).toThrow(`the configuration cannot be used:\n- ${problem}`);
  });

  it('a long value is cut in the message', () => {
    expect(problemsOf({ ca: 'x'.repeat(500) })[0]?.length).toBeLessThan(350);
  });
});

describe('a configuration that can be used', () => {
  it.each<readonly [string, Json, readonly Json[]]>([
    ['two clusters with owner ids of their own', {}, [{ ...SECOND, dns: { ownerId: 'other' } }]],
    ['one owner id for different zones', {}, [{ ...SECOND, dns: { zones: { ids: ['ZOTHER'] } } }]],
    [
      'one owner id for different domains',
      { dns: { zones: { ids: [] } } },
      [{ ...SECOND, dns: { zones: { ids: [] }, domainFilters: ['ev.growbin.app'] } }],
    ],
    ['an endpoint behind a proxy', { endpoint: 'https://rancher.example.com/k8s/clusters/c-1' }, []],
    ['one owner id in different accounts', {}, [{ ...SECOND, account: '444455556666' }]],
    [
      'registry noop with create-only',
      { dns: { registry: 'noop', policy: 'create-only', txt: undefined } },
      [],
    ],
    [
      'names of Secrets Manager without a first slash',
      { secrets: { prefixes: ['/eco2/', 'prod/'], services: ['ParameterStore', 'SecretsManager'] } },
      [],
    ],
    ['only the secrets half', { dns: undefined }, []],
    ['two CA certificates during a rotation', { ca: `${exampleCluster().ca}${exampleCluster().ca}` }, []],
  ])('%s', (_name, change, others) => {
    expect(problemsOf(change, ...others)).toEqual([]);
  });

  it('domain filters are lowered', () => {
    const { clusters } = parseConfiguration({
      clusters: [merge(exampleCluster(), { dns: { domainFilters: ['Dev.Growbin.App.'] } })],
    });

    expect(clusters[0]?.dns?.domainFilters).toEqual(['dev.growbin.app.']);
  });
});
