import { formatKey } from '../../lambdas/core/object-key.ts';
import type { CommonFacts, ManifestGap } from './facts.ts';
import { formatManager, isGitOps, managerOf } from './managed-by.ts';
import type { Step } from './step.ts';

/** RBAC and guard policies as the new configuration wants them: in observe mode the functions hold no write verb. */
export function applyManifests(facts: CommonFacts, { missing, present }: ManifestGap): Step {
  const title = 'RBAC and guard policies of the configuration are in the cluster';
  const command = `npm run -s sluice -- manifests --config ${facts.file} | kubectl apply -f -`;
  const common = {
    subject: 'manifests',
    title,
    rollback: ['the same command after the configuration was changed back'],
  };
  if (missing.length === 0) return { ...common, state: 'done', how: [command] };
  const names = missing.map(({ kind, metadata }) => formatKey(kind, metadata)).join(', ');
  const manager = present.map((object) => managerOf(object, facts.applications)).find(isGitOps);
  if (manager !== undefined) {
    const who = formatManager(manager);
    const how = [`in Git (${who}): what "npm run -s sluice -- manifests --config ${facts.file}" prints`];
    return { ...common, state: 'yours', how, why: `${who} applies them; to change: ${names}` };
  }
  return {
    ...common,
    state: 'ready',
    how: [command],
    why: `to create or change: ${names}`,
    change: { kind: 'apply', objects: missing },
  };
}
