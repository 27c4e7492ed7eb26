import { expect } from 'vitest';
import type { Half } from '../../manifests/identity.ts';
import { type AccessHarness, claimsOf, sendAs } from './access.contract.ts';
import type { ContractCase } from './contract-case.ts';

/** Every verb that RBAC knows for objects. */
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];
const READ = ['list'];

/** Resources that somebody might want, by group. */
const RESOURCES: Readonly<Record<string, readonly string[]>> = {
  '': [
    ...['secrets', 'configmaps', 'services', 'services/status', 'pods', 'pods/exec', 'nodes', 'namespaces'],
    ...['serviceaccounts', 'serviceaccounts/token', 'events'],
  ],
  'external-secrets.io': [
    ...['externalsecrets', 'externalsecrets/status', 'secretstores', 'secretstores/status'],
    ...['clustersecretstores', 'clustersecretstores/status', 'clusterexternalsecrets'],
  ],
  'networking.k8s.io': ['ingresses', 'ingresses/status'],
  'externaldns.k8s.io': ['dnsendpoints', 'dnsendpoints/status'],
  'coordination.k8s.io': ['leases'],
  apps: ['deployments', 'statefulsets', 'daemonsets'],
  'rbac.authorization.k8s.io': ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'],
  'admissionregistration.k8s.io': ['validatingadmissionpolicies', 'validatingadmissionpolicybindings'],
  'apiextensions.k8s.io': ['customresourcedefinitions'],
};

/** A namespace whose Secrets are granted, in which everything is asked. */
const GRANTED = 'auth';
/** That of the Lease and one that is none of our business; what is granted by namespace is asked there as well. */
const OTHERS = ['sluice-system', 'kube-system'];
const ASKED_ELSEWHERE = [
  'secrets',
  'leases',
  'events',
  'externalsecrets',
  'ingresses',
  'serviceaccounts/token',
];
/** Questions asked at once. */
const AT_ONCE = 16;

/** What a half may do anywhere, and what only in one namespace: `resource` to verbs. */
interface Grants {
  readonly everywhere: Readonly<Record<string, readonly string[]>>;
  readonly inside: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** Everything the example's halves may do; whatever is not here is refused. */
const GRANTS: Readonly<Record<Half, Grants>> = {
  secrets: {
    everywhere: {
      externalsecrets: ['get', 'list', 'patch'],
      'externalsecrets/status': ['patch'],
      secretstores: READ,
      'secretstores/status': ['patch'],
      clustersecretstores: READ,
      'clustersecretstores/status': ['patch'],
      namespaces: READ,
      events: ['create'],
    },
    inside: { [GRANTED]: { secrets: ['get', 'create', 'update', 'delete'], configmaps: ['get'] } },
  },
  dns: {
    everywhere: { ingresses: READ, services: READ, pods: READ, nodes: READ, events: ['create'] },
    // By name: get and update of our Lease. Without a name only what holds for every name is granted.
    inside: { 'sluice-system': { leases: ['create'] } },
  },
};

/** What the shipped RBAC lets each half do: exactly the table above. */
export const RBAC_CASES: readonly ContractCase<AccessHarness>[] = [
  ...(['secrets', 'dns'] as const).map((half) => ({
    name: `the ${half} half may do exactly what its table grants, of everything that can be asked`,
    async run(harness: AccessHarness) {
      const expected = combinations().filter((asked) => isGranted(GRANTS[half], asked));

      expect((await findAllowed(harness, half)).map(describe)).toEqual(expected.map(describe));
    },
  })),
  {
    name: 'the DNS half reads and updates its own Lease, and no other',
    async run(harness) {
      const lease = { group: 'coordination.k8s.io', resource: 'leases', namespace: 'sluice-system' };
      const allowed = async (verb: string, name: string) =>
        isAllowed(harness, 'dns', { ...lease, verb, name });

      expect(
        await Promise.all(['get', 'update', 'delete'].map((verb) => allowed(verb, 'sluice-dns-sync'))),
      ).toEqual([true, true, false]);
      expect(await Promise.all(['get', 'update', 'delete'].map((verb) => allowed(verb, 'other')))).toEqual([
        false,
        false,
        false,
      ]);
    },
  },
  {
    name: 'Secrets are refused where no namespace was granted, and are never listed; the refusal says who and what',
    async run(harness) {
      const elsewhere = await sendAs(harness, 'secrets', 'GET', '/api/v1/namespaces/kube-system/secrets/any');
      const all = await sendAs(harness, 'secrets', 'GET', `/api/v1/namespaces/${GRANTED}/secrets`);
      const granted = await sendAs(harness, 'secrets', 'GET', `/api/v1/namespaces/${GRANTED}/secrets/none`);

      expect([elsewhere.status, all.status, granted.status]).toEqual([403, 403, 404]);
      expect(elsewhere.message).toMatch(
        /^secrets "any" is forbidden: User "aws:arn:aws:iam::111122223333:role\/sluice-eco2-dev-secret-sync" cannot get resource "secrets" in API group "" in the namespace "kube-system"$/,
      );
      expect(all.message).toContain('cannot list resource "secrets"');
    },
  },
];

/** One question: may this be done there. */
export interface Asked {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name?: string;
}

function combinations(): readonly Asked[] {
  return Object.entries(RESOURCES).flatMap(([group, resources]) =>
    resources.flatMap((resource) =>
      [GRANTED, ...(ASKED_ELSEWHERE.includes(resource) ? OTHERS : [])].flatMap((namespace) =>
        VERBS.map((verb) => ({ verb, group, resource, namespace })),
      ),
    ),
  );
}

function isGranted({ everywhere, inside }: Grants, { verb, resource, namespace }: Asked): boolean {
  const verbs = [...(everywhere[resource] ?? []), ...(inside[namespace]?.[resource] ?? [])];
  return verbs.includes(verb);
}

function describe({ verb, group, resource, namespace }: Asked): string {
  return `${verb} ${resource} of "${group}" in ${namespace}`;
}

/** What a half may do, of everything that can be asked and is worth asking. */
export async function findAllowed(
  harness: AccessHarness,
  half: Half,
  isWorthAsking: (asked: Asked) => boolean = () => true,
): Promise<readonly Asked[]> {
  const allowed: Asked[] = [];
  const left = combinations().filter(isWorthAsking);
  while (left.length > 0) {
    const asked = left.splice(0, AT_ONCE);
    const answers = await Promise.all(asked.map((one) => isAllowed(harness, half, one)));
    allowed.push(...asked.filter((_one, index) => answers[index]));
  }
  return allowed;
}

const tokens = new WeakMap<AccessHarness, Partial<Record<Half, string>>>();

/** A SelfSubjectAccessReview: what `kubectl auth can-i` asks. */
async function isAllowed(
  harness: AccessHarness,
  half: Half,
  { resource, ...asked }: Asked,
): Promise<boolean> {
  const known = tokens.get(harness)?.[half] ?? harness.sign(claimsOf(harness, half));
  tokens.set(harness, { ...tokens.get(harness), [half]: known });
  const [plain = '', subresource] = resource.split('/');
  const resourceAttributes = { ...asked, resource: plain, ...(subresource && { subresource }) };
  const response = await harness.send(known, {
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes },
    },
  });
  expect(response.status, response.body).toBe(201);
  return (JSON.parse(response.body) as { readonly status: { readonly allowed: boolean } }).status.allowed;
}
