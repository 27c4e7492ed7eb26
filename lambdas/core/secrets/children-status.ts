import type { ClusterExternalSecret } from './cluster-external-secret.ts';
import { readConditions } from './condition.ts';
import { isEqualJson } from './equal-json.ts';
import { formatTime } from './kubernetes-time.ts';
import type { ChildrenPlan } from './plan-children.ts';
import { valueAt } from './raw-json.ts';

/** Merge patch of a ClusterExternalSecret's status as ESO writes it; undefined when it is right. */
export function buildChildrenStatus(
  owner: ClusterExternalSecret,
  { provisioned, failed }: Pick<ChildrenPlan, 'provisioned' | 'failed'>,
  now: number,
): Readonly<Record<string, unknown>> | undefined {
  const causes = failed.map(({ namespace, reason }) => `${namespace}: ${reason}`);
  const problem = owner.problem === undefined ? causes : [owner.problem, ...causes];
  const ready =
    problem.length === 0
      ? { type: 'Ready', status: 'True' }
      : { type: 'Ready', status: 'False', message: `one or more namespaces failed: ${problem.join('; ')}` };
  const before = readConditions(owner.status).find(({ type }) => type === 'Ready');
  const { lastTransitionTime, ...said } = before ?? {};
  const list = (values: readonly unknown[]) => (values.length === 0 ? undefined : values);
  const same =
    isEqualJson(said, ready) &&
    valueAt(owner.status, 'externalSecretName') === owner.childName &&
    isEqualJson(valueAt(owner.status, 'provisionedNamespaces'), list(provisioned)) &&
    isEqualJson(valueAt(owner.status, 'failedNamespaces'), list(failed));
  if (same) return undefined;
  const isSameStatus = before?.status === ready.status && lastTransitionTime !== undefined;
  return {
    externalSecretName: owner.childName,
    provisionedNamespaces: list(provisioned) ?? null,
    failedNamespaces: list(failed) ?? null,
    conditions: [{ ...ready, lastTransitionTime: isSameStatus ? lastTransitionTime : formatTime(now) }],
  };
}
