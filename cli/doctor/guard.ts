import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { valueAt } from '../../lambdas/core/secrets/raw-json.ts';
import { compileGuardPolicies } from '../../manifests/guard-policy.ts';
import { readVersion } from '../init/read-cluster.ts';
import { minorOf } from '../server-version.ts';
import { POLICY, POLICY_BINDING, readAll } from './cluster-objects.ts';
import { isCovered } from './covered.ts';
import type { Doctor } from './doctor.ts';
import type { Finding, Link } from './finding.ts';

/** The policies for what RBAC cannot say. */
export const GUARD: Link = {
  name: 'guard',
  needs: ['api-server'],
  checks: { policies: checkPolicies },
};

/** ValidatingAdmissionPolicy is served without a feature gate from here on (reference: kubernetes 0). */
const POLICY_MINOR = 30;

async function checkPolicies(doctor: Doctor): Promise<readonly Finding[]> {
  const wanted = doctor.halves.includes('secrets') ? compileGuardPolicies(doctor.cluster) : [];
  if (wanted.length === 0) {
    const said = 'nothing to guard: no function has the right to write a Secret';
    return [{ check: 'policies', outcome: 'ok', said }];
  }
  const user = doctor.user();
  const policies = await readAll(user.cluster, POLICY);
  const bindings = await readAll(user.cluster, POLICY_BINDING);
  if (policies === undefined || bindings === undefined) return [judgeUnserved(await readVersion(user))];
  return judgePolicies(wanted, [...policies, ...bindings], doctor);
}

/** Older clusters do without; RBAC alone is wider than what the functions do. */
export function judgeUnserved(version: string): Finding {
  const why =
    minorOf(version) < POLICY_MINOR
      ? `Kubernetes ${version} has no ValidatingAdmissionPolicy (1.${POLICY_MINOR} has)`
      : 'the API server does not serve ValidatingAdmissionPolicy';
  return {
    check: 'policies',
    outcome: 'warn',
    said:
      `${why}: nothing but RBAC binds secret-sync in the target namespaces. Whoever takes the function over could ` +
      'write Secrets that no ExternalSecret made, and make tokens of ServiceAccounts (type service-account-token)',
    fix: 'fewer secrets.namespaces and secrets.targets, or a newer Kubernetes',
  };
}

/** A policy that is not bound refuses nothing. */
export function judgePolicies(
  wanted: readonly KubernetesObject[],
  present: readonly KubernetesObject[],
  { sluice }: Pick<Doctor, 'sluice'>,
): readonly Finding[] {
  const fix = `${sluice('manifests guard')} | kubectl apply --server-side -f -`;
  const names = [...new Set(wanted.map(({ metadata }) => metadata.name))];
  return names.map((check) => {
    const pair = wanted.filter(({ metadata }) => metadata.name === check);
    const missing = pair.find((one) => findSame(one, present) === undefined);
    if (missing !== undefined) {
      const what = missing.kind.endsWith('Binding') ? 'is not bound' : 'is not in the cluster';
      return { check, outcome: 'failed', said: `the guard policy ${what}: it refuses nothing`, fix };
    }
    const changed = pair.find((one) => !isCovered(one['spec'], findSame(one, present)?.['spec']));
    if (changed !== undefined)
      return { check, outcome: 'failed', said: `${changed.kind} is not the one of this configuration`, fix };
    const policy = pair.find(({ kind }) => kind === POLICY.kind);
    const warnings = valueAt(
      policy && findSame(policy, present),
      'status',
      'typeChecking',
      'expressionWarnings',
    );
    if (Array.isArray(warnings) && warnings.length > 0) {
      const said = `the API server finds fault with it: ${String(valueAt(warnings[0], 'warning')).split('\n')[0]}`;
      return { check, outcome: 'warn', said, fix };
    }
    return { check, outcome: 'ok', said: 'in the cluster and bound' };
  });
}

function findSame(
  { kind, metadata }: KubernetesObject,
  present: readonly KubernetesObject[],
): KubernetesObject | undefined {
  return present.find((one) => one.kind === kind && one.metadata.name === metadata.name);
}
