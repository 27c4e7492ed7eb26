import type { KubernetesObject } from '../../../../lambdas/core/kubernetes.ts';
import type { IdentityMapping, SecretSyncConfig } from '../../../../lambdas/core/secrets/config.ts';
import { ACCOUNT, REGION } from './aws-world.ts';
import type { EsoCase } from './case.ts';

/** Every name begins with the empty prefix: what a case's stores read is granted (rules of comparison). */
const ALL_PREFIXES: readonly string[] = [''];
const ROLE_ANNOTATION = 'eks.amazonaws.com/role-arn';

/** The configuration a case is run with: enforce, stores without a class served, tenancy granted to what it uses. */
export function configurationOf(recorded: EsoCase): SecretSyncConfig {
  const objects = objectsOf(recorded);
  return {
    mode: 'enforce',
    account: ACCOUNT,
    region: REGION,
    cluster: {
      name: 'corpus',
      endpoint: 'https://corpus.invalid:6443',
      ca: 'in process',
      auth: { mode: 'web-identity', audience: 'corpus' },
    },
    prefixes: ALL_PREFIXES,
    services: ['ParameterStore', 'SecretsManager'],
    regions: regionsOf(objects),
    storeClasses: ['default'],
    namespaces: namespacesOf(recorded).map((name) => ({ name, prefixes: ALL_PREFIXES })),
    identities: objects.flatMap((object) => identityOf(object, recorded.namespace)),
    roles: rolesOf(objects).map((role) => ({ role, namespaces: namespacesOf(recorded) })),
    clusterExternalSecrets: true,
    deleteDelaySeconds: 60,
    tagFinds: true,
    sweepCallsPerSecond: 10,
  };
}

/** Every object that the case puts into the cluster at any time. */
export function objectsOf(recorded: EsoCase): readonly KubernetesObject[] {
  const steps = recorded.steps.flatMap(({ do: actions }) => [
    ...(actions?.apply ?? []),
    ...(actions?.create ?? []),
  ]);
  return [...(recorded.cluster ?? []), ...steps];
}

/** The case's own namespace and every further one it mentions. */
export function namespacesOf(recorded: EsoCase): readonly string[] {
  const named = objectsOf(recorded).flatMap(({ kind, metadata }) =>
    kind === 'Namespace' ? [metadata.name] : (metadata.namespace ?? []),
  );
  const expected = recorded.steps.flatMap(({ expect }) => Object.keys(expect.namespaces ?? {}));
  return [...new Set([recorded.namespace, ...named, ...expected])];
}

function regionsOf(objects: readonly KubernetesObject[]): readonly string[] {
  const regions = objects.flatMap((object) => {
    const spec = object['spec'] as { provider?: { aws?: { region?: unknown } } } | undefined;
    const region = spec?.provider?.aws?.region;
    return typeof region === 'string' ? [region] : [];
  });
  return [...new Set([REGION, ...regions])];
}

/** Every role that a store of the case names. */
function rolesOf(objects: readonly KubernetesObject[]): readonly string[] {
  const roles = objects.flatMap((object) => {
    const spec = object['spec'] as { provider?: { aws?: { role?: string; additionalRoles?: string[] } } };
    const { role, additionalRoles = [] } = spec?.provider?.aws ?? {};
    return role === undefined ? additionalRoles : [...additionalRoles, role];
  });
  return [...new Set(roles)];
}

/** IRSA's annotation is how the recording says which role a ServiceAccount stands for. */
function identityOf(object: KubernetesObject, caseNamespace: string): readonly IdentityMapping[] {
  const role = object.metadata.annotations?.[ROLE_ANNOTATION];
  if (object.kind !== 'ServiceAccount' || role === undefined) return [];
  const namespace = object.metadata.namespace ?? caseNamespace;
  return [{ namespace, serviceAccount: object.metadata.name, role }];
}
