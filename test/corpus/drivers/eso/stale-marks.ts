import type { KubernetesObject } from '../../../../lambdas/core/kubernetes.ts';
import type { Difference, DivergenceRule } from '../../divergence.ts';
import { type CaseRun, viewOf } from './case-run.ts';
import { targetOf } from './external-secret-facts.ts';

/** ESO looks for its old marks under the plain name, although the field manager of such a name is a hash. */
const NAME_LENGTHS = { min: 28, max: 63 };
const MARK = /^f:metadata f:(labels|annotations) /v;

/** Labels and annotations that nothing wants any more are gone from our Secret, and not from the recorded one. */
export const staleMarksRule: DivergenceRule<CaseRun> = {
  name: 'StaleMarks',
  because:
    'A label or annotation that leaves the template goes from the Secret whatever the ExternalSecret is called; with names of 28 to 63 characters ESO leaves it for good.',
  explains: (difference, run) => {
    const [, name, field = ''] = /^secrets\.([^.]+)\.(.+)$/v.exec(difference.field) ?? [];
    if (name === undefined) return false;
    const claims = viewOf(run, difference).after.externalSecrets.get(run.recorded.namespace)?.values() ?? [];
    const owner = [...claims].find((claim) => targetOf(claim) === name);
    if (owner === undefined || !hasSuchName(owner)) return false;
    return field.startsWith('managedFields.')
      ? lacksMarksOnly(difference)
      : isUnwanted(owner, field, difference);
  },
};

function hasSuchName({ metadata }: KubernetesObject): boolean {
  return metadata.name.length >= NAME_LENGTHS.min && metadata.name.length <= NAME_LENGTHS.max;
}

/** A mark that neither the template nor, without one, the ExternalSecret has. */
function isUnwanted(owner: KubernetesObject, field: string, { ours }: Difference): boolean {
  const [, kind, key] = /^(labels|annotations)\.(.+)$/v.exec(field) ?? [];
  if ((kind !== 'labels' && kind !== 'annotations') || key === undefined || ours !== undefined) return false;
  const spec = owner['spec'] as { target?: { template?: { metadata?: KubernetesObject['metadata'] } } };
  const template = spec.target?.template;
  const wanted = template === undefined ? owner.metadata : template.metadata;
  return wanted?.[kind]?.[key] === undefined;
}

function lacksMarksOnly({ recorded, ours }: Difference): boolean {
  if (!Array.isArray(recorded) || !Array.isArray(ours)) return false;
  const missing = recorded.filter((path) => !ours.includes(path));
  return missing.every((path) => MARK.test(String(path))) && ours.every((path) => recorded.includes(path));
}
