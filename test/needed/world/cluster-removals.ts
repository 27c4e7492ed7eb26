import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import { compileGuardPolicies } from '../../../manifests/guard-policy.ts';
import { compileNotifierWebhooks } from '../../../manifests/notifier-webhook.ts';
import { compileRbac } from '../../../manifests/rbac.ts';
import type { Administrator, ObjectAddress } from '../../../sandbox/runtime/administrator.ts';
import type { ClusterConfiguration } from '../../../stack/config.ts';
import type { Removal } from './removal.ts';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** Every verb on every resource, every binding, namespace and admission policy that the manifests hold. */
export function listClusterRemovals(cluster: ClusterConfiguration): readonly Removal[] {
  return [
    ...[...compileRbac(cluster), ...compileGuardPolicies(cluster)].flatMap((object) =>
      isRole(object) ? listVerbs(object) : [removeObject(object)],
    ),
    ...compileNotifierWebhooks(cluster).flatMap(listWebhooks),
  ];
}

/** A ValidatingWebhookConfiguration without each of its webhooks. */
function listWebhooks(object: KubernetesObject): readonly Removal[] {
  const all = object['webhooks'] as readonly { readonly name: string }[];
  return all.map(({ name }) => ({
    part: 'admission',
    name: `${object.kind} ${object.metadata.name}: ${name}`,
    inCluster: async (administrator) => {
      const found = await administrator.get(addressOf(object));
      const { webhooks } = { webhooks: all, ...found };
      await administrator.patch(addressOf(object), { webhooks: webhooks.filter((one) => one.name !== name) });
    },
  }));
}

function isRole({ kind }: KubernetesObject): boolean {
  return kind === 'ClusterRole' || kind === 'Role';
}

function addressOf({ apiVersion, kind, metadata }: KubernetesObject): ObjectAddress {
  const { namespace, name } = metadata;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

function removeObject(object: KubernetesObject): Removal {
  const { kind, metadata } = object;
  const place = metadata.namespace === undefined ? '' : `${metadata.namespace}/`;
  return {
    part: object.apiVersion.startsWith('admissionregistration') ? 'admission' : 'RBAC',
    name: `${kind} ${place}${metadata.name}`,
    inCluster: (administrator) => administrator.delete(addressOf(object)),
  };
}

function listVerbs(role: KubernetesObject): readonly Removal[] {
  const rules = role['rules'] as readonly Rule[];
  return rules.flatMap((rule, index) =>
    rule.resources.flatMap((resource) =>
      rule.verbs.map((verb) => ({
        part: 'RBAC',
        name: `${role.kind} ${role.metadata.name}: ${verb} ${resource}`,
        inCluster: async (administrator: Administrator) => {
          const changed = rules.flatMap((other, at) =>
            at === index ? without(rule, resource, verb) : [other],
          );
          await administrator.patch(addressOf(role), { rules: changed });
        },
      })),
    ),
  );
}

/** The rule for its other resources, and for this one without the verb. */
function without(rule: Rule, resource: string, verb: string): readonly Rule[] {
  const resources = rule.resources.filter((other) => other !== resource);
  const verbs = rule.verbs.filter((other) => other !== verb);
  return [
    ...(resources.length === 0 ? [] : [{ ...rule, resources }]),
    ...(verbs.length === 0 ? [] : [{ ...rule, resources: [resource], verbs }]),
  ];
}
