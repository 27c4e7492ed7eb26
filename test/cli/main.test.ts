import { describe, expect, it, vi } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Invocation } from '../../cli/context.ts';
import { runCli } from '../../cli/main.ts';
import type { ClusterConfiguration } from '../../stack/config.ts';
import { exampleCluster, exampleNotifier } from '../stack/example-cluster.ts';

const NO_COUNTS = {
  created: 0,
  updated: 0,
  deleted: 0,
  unchanged: 0,
  pending: 0,
  skipped: 0,
  refused: 0,
  failed: 0,
};
const QUIET = { entries: [], counts: NO_COUNTS };
const CHANGE = {
  entries: [
    {
      subject: 'Secret/auth/postgres-auth',
      action: 'updated',
      reason: 'ParameterChanged',
      keys: ['POSTGRES_PASSWORD'],
    },
    { subject: 'Secret/auth/other', action: 'unchanged', reason: 'InSync' },
  ],
  counts: { ...NO_COUNTS, updated: 1, unchanged: 1 },
};
const FAILURE = {
  entries: [
    { subject: 'Z1/api.dev.growbin.app/A', action: 'failed', reason: 'Throttled', message: 'rate exceeded' },
  ],
  counts: { ...NO_COUNTS, failed: 1 },
};

interface Run {
  readonly code: number;
  readonly out: string;
  readonly error: string;
  readonly invocations: readonly Invocation[];
}

/** Runs the CLI against functions that answer with the given reports. */
async function sluice(
  argv: readonly string[],
  answers: Readonly<Record<string, unknown>> = {},
  clusters: readonly ClusterConfiguration[] = [exampleCluster()],
): Promise<Run> {
  const invocations: Invocation[] = [];
  const out: string[] = [];
  const errors: string[] = [];
  const stderr = vi
    .spyOn(process.stderr, 'write')
    .mockImplementation((text) => errors.push(String(text)) > 0);
  const code = await runCli(argv, {
    loadConfiguration: () => ({ clusters }),
    invoke: async (request) => {
      invocations.push(request);
      const answer = answers[request.functionName.includes('dns') ? 'dns' : 'secrets'] ?? QUIET;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    write: (text) => void out.push(text),
  });
  stderr.mockRestore();
  return { code, out: out.join(''), error: errors.join(''), invocations };
}

describe('sluice plan', () => {
  it('asks both functions at once what they would do, and prints what is not already so', async () => {
    const { code, out, invocations } = await sluice(['plan'], { secrets: CHANGE });

    expect(code).toBe(0);
    expect(invocations).toEqual([
      { region: 'ap-northeast-2', functionName: 'sluice-eco2-dev-secret-sync', payload: { action: 'plan' } },
      { region: 'ap-northeast-2', functionName: 'sluice-eco2-dev-dns-sync', payload: { action: 'plan' } },
    ]);
    expect(out).toBe(
      [
        'secrets: 1 updated, 1 unchanged',
        '  updated   Secret/auth/postgres-auth  ParameterChanged [POSTGRES_PASSWORD]',
        '',
        'dns: nothing to do',
        '',
      ].join('\n'),
    );
  });

  it('exits with 2 for --expect-no-changes when there is something to do, and with 0 when there is not', async () => {
    expect((await sluice(['plan', '--expect-no-changes'], { secrets: CHANGE })).code).toBe(2);
    expect((await sluice(['plan', '--expect-no-changes'])).code).toBe(0);
  });

  it('exits with 1 when something failed, changes or not', async () => {
    const run = await sluice(['plan', '--expect-no-changes'], { secrets: CHANGE, dns: FAILURE });

    expect(run.code).toBe(1);
    expect(run.out).toContain('  failed    Z1/api.dev.growbin.app/A  Throttled rate exceeded');
  });

  it('prints the reports as JSON', async () => {
    const { out } = await sluice(['plan', '--json', '--half', 'secrets'], { secrets: CHANGE });

    expect(JSON.parse(out)).toEqual([{ half: 'secrets', report: CHANGE }]);
  });

  it('names the checksum by which stopped deletions are released', async () => {
    const { out } = await sluice(['plan', '--half', 'dns'], { dns: { ...QUIET, checksum: 'abc123' } });

    expect(out).toContain('deletions were stopped; to let them through: sluice release abc123');
  });
});

describe('sluice resync', () => {
  it('reconciles one object', async () => {
    const { code, invocations } = await sluice([
      'resync',
      '--half',
      'secrets',
      '--namespace',
      'auth',
      '--name',
      'postgres',
    ]);

    expect(code).toBe(0);
    expect(invocations.map(({ payload }) => payload)).toEqual([
      { action: 'resync', namespace: 'auth', name: 'postgres' },
    ]);
  });

  it('refuses a name without its namespace', async () => {
    const { code, error, invocations } = await sluice(['resync', '--name', 'postgres']);

    expect([code, invocations]).toEqual([1, []]);
    expect(error).toBe('sluice: --name postgres needs --namespace: names are unique only within one\n');
  });

  it('passes on why a function failed', async () => {
    const { code, error } = await sluice(['resync'], {
      dns: new Error('sluice-eco2-dev-dns-sync failed: timed out'),
    });

    expect([code, error]).toEqual([1, 'sluice: sluice-eco2-dev-dns-sync failed: timed out\n']);
  });

  it('does not take any answer for a report', async () => {
    const { code, error } = await sluice(['resync'], { secrets: { ok: true } });

    expect(code).toBe(1);
    expect(error).toContain('the secrets function answered without a report');
  });
});

describe('sluice release', () => {
  it('hands over the checksum that the person read, to the half that stopped just that', async () => {
    const { code, invocations } = await sluice(['release', 'abc123'], {
      dns: { ...QUIET, checksum: 'abc123' },
    });

    expect(code).toBe(0);
    expect(invocations.map(({ functionName, payload }) => [functionName, payload])).toEqual([
      ['sluice-eco2-dev-secret-sync', { action: 'plan' }],
      ['sluice-eco2-dev-dns-sync', { action: 'plan' }],
      ['sluice-eco2-dev-dns-sync', { action: 'release', checksum: 'abc123' }],
    ]);
  });

  it('refuses a checksum that fits nothing, and names what is stopped', async () => {
    const answers = { dns: { ...QUIET, checksum: 'abc123' } };
    const { code, error, invocations } = await sluice(['release', 'abc'], answers);

    expect(code).toBe(1);
    expect(error).toBe(
      'sluice: no stopped deletions have checksum abc; stopped now: dns with checksum abc123; ' +
        'read them with "sluice plan" first\n',
    );
    expect(invocations.map(({ payload }) => payload)).toEqual([{ action: 'plan' }, { action: 'plan' }]);
    const idle = await sluice(['release', 'abc']);
    expect(idle.error).toContain('stopped now: nothing;');
  });

  it('asks for the checksum', async () => {
    const { code, error } = await sluice(['release']);

    expect(code).toBe(1);
    expect(error).toContain("missing required argument 'checksum'");
  });
});

describe('sluice manifests', () => {
  const kinds = (yaml: string) => parseAllDocuments(yaml).map((document) => document.get('kind'));

  it('prints what kubectl can apply: the file of the API server is not among it', async () => {
    const { code, out } = await sluice(['manifests']);

    expect(code).toBe(0);
    expect(new Set(kinds(out))).toEqual(
      new Set([
        'ClusterRole',
        'ClusterRoleBinding',
        'RoleBinding',
        'Namespace',
        'Role',
        'ValidatingAdmissionPolicy',
        'ValidatingAdmissionPolicyBinding',
      ]),
    );
    expect(out).not.toMatch(/[&*]a[0-9]/);
  });

  it('prints for Argo CD in which order to apply, and never to prune a definition', async () => {
    const { out } = await sluice(['manifests', 'crds', 'rbac', 'authentication', '--argo-cd']);

    const told = parseAllDocuments(out).map((document) => {
      const { kind, metadata } = document.toJS() as {
        readonly kind: string;
        readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
      };
      const read = (name: string) => metadata?.annotations?.[`argocd.argoproj.io/${name}`];
      return `${kind} ${read('sync-wave')} ${read('sync-options')}`;
    });
    expect(new Set(told)).toEqual(
      new Set([
        'CustomResourceDefinition -2 ServerSideApply=true,Prune=false,Delete=false',
        ...['ClusterRole', 'ClusterRoleBinding', 'RoleBinding', 'Namespace', 'Role'].map(
          (kind) => `${kind} -1 ServerSideApply=true`,
        ),
        'AuthenticationConfiguration undefined undefined',
      ]),
    );
  });

  it('prints the file of the API server when asked for it', async () => {
    const { out } = await sluice(['manifests', 'authentication', '--authentication-version', 'v1beta1']);

    expect(kinds(out)).toEqual(['AuthenticationConfiguration']);
    expect(out).toContain('apiVersion: apiserver.config.k8s.io/v1beta1');
  });

  it('prints the notifier webhook once its URL is known, and says what is missing when asked for it before', async () => {
    const { url: _, ...fresh } = exampleNotifier();
    const kinds = async (argv: readonly string[], notifier: ClusterConfiguration['notifier']) => {
      const { code, out, error } = await sluice(argv, {}, [exampleCluster({ notifier })]);
      return { code, error, found: out.includes('kind: ValidatingWebhookConfiguration') };
    };

    expect(await kinds(['manifests'], exampleNotifier())).toMatchObject({ code: 0, found: true });
    expect(await kinds(['manifests'], fresh)).toMatchObject({ code: 0, found: false });
    expect(await kinds(['manifests', 'webhook'], exampleNotifier())).toMatchObject({ code: 0, found: true });
    expect(await kinds(['manifests', 'webhook'], fresh)).toMatchObject({
      code: 1,
      error: expect.stringContaining("put the stack's output NotifyUrl there"),
    });
  });

  it('prints the definitions only when asked: on a cluster with ESO they would replace its own', async () => {
    const { out } = await sluice(['manifests', 'crds']);

    expect(new Set(kinds(out))).toEqual(new Set(['CustomResourceDefinition']));
    expect(out).toContain('name: externalsecrets.external-secrets.io');
    expect(out).not.toContain('dnsendpoints');
  });

  it('refuses a part that does not exist', async () => {
    const { code, error } = await sluice(['manifests', 'roles']);

    expect(code).toBe(1);
    expect(error).toContain('Allowed choices are');
  });
});

describe('sluice', () => {
  it.each([[[]], [['plan']], [['resync']], [['release']], [['manifests']]])(
    'explains itself: %j --help',
    async (verb) => {
      const { code, out } = await sluice([...verb, '--help']);

      expect(code).toBe(0);
      expect(out).toMatch(/^Usage: sluice/);
      expect(out).toContain('Exit codes: 0 done; 1 failed');
    },
  );

  it('suggests the verb that was meant', async () => {
    const { code, error } = await sluice(['pln']);

    expect(code).toBe(1);
    expect(error).toContain('Did you mean plan?');
  });

  it('asks which cluster, and says which there are', async () => {
    const clusters = [exampleCluster(), exampleCluster({ name: 'prod' })];

    expect((await sluice(['plan'], {}, clusters)).error).toBe(
      'sluice: the configuration has several clusters: name one by --cluster (eco2-dev, prod)\n',
    );
    expect((await sluice(['plan', '--cluster', 'qa'], {}, clusters)).error).toBe(
      'sluice: no cluster is named "qa": the configuration has eco2-dev, prod\n',
    );
    const { invocations } = await sluice(['plan', '--cluster', 'prod'], {}, clusters);
    expect(invocations[0]?.functionName).toBe('sluice-prod-secret-sync');
  });

  it('refuses a half that the cluster does not deploy', async () => {
    const { dns: _dns, ...secretsOnly } = exampleCluster();

    expect((await sluice(['plan', '--half', 'dns'], {}, [secretsOnly])).error).toBe(
      'sluice: cluster eco2-dev has no dns half: it deploys secrets\n',
    );
  });
});
