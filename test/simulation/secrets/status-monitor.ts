import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import type { Actor } from '../world.ts';
import type { Data, Ledger } from './ledger.ts';
import type { Spec } from './scenario.ts';
import { keyOf, mappingsOf, ONCE, targetOf } from './spec-facts.ts';

interface Ready {
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** The Ready condition of an ExternalSecret. */
export function readyOf(object: KubernetesObject | undefined): Ready | undefined {
  const status = (object?.['status'] ?? {}) as {
    readonly conditions?: readonly (Ready & { type: string })[];
  };
  return status.conditions?.find(({ type }) => type === 'Ready');
}

/** Whether a status that an invocation wrote says what is so: True needs a Secret that was right while it ran. */
export function findStatusViolations(
  { actor, now, object }: { readonly actor: Actor; readonly now: number; readonly object: KubernetesObject },
  ledger: Ledger,
): readonly string[] {
  const ready = readyOf(object);
  if (ready?.status !== 'True' || ready.message.includes('not verified since')) return [];
  const { name } = object.metadata;
  const specs = ledger.spec(keyOf(object.metadata)).during(actor.startedAt, now);
  const claims: Readonly<Record<string, (spec: Spec, data: Data | undefined) => boolean>> = {
    SecretSynced: (spec, data) => data !== undefined && isRight(spec, data, { actor, now, ledger }),
    SecretDeleted: (_spec, data) => data === undefined,
    SecretMissing: (_spec, data) => data === undefined,
  };
  const holds = specs.some((spec) => {
    if (spec === undefined) return false;
    const states = ledger.secret(targetOf(spec)).during(actor.startedAt, now);
    return states.some((data) => claims[ready.reason]?.(spec, data) === true);
  });
  return holds ? [] : [`I10 truthful: ${name} says True ${ready.reason}, and the Secret never was so`];
}

function isRight(
  spec: Spec,
  data: Data,
  { actor, now, ledger }: { readonly actor: Actor; readonly now: number; readonly ledger: Ledger },
): boolean {
  // It does not follow its parameters: what it holds was current when it was made.
  if (spec.once === true) return data[ONCE] !== undefined;
  return Object.entries(mappingsOf(spec)).every(([key, mapping]) => {
    const texts = ledger.readable(mapping, actor, now);
    const text = data[key];
    const mayLack = mapping.found === true || spec.deletionPolicy !== 'Retain';
    if (texts.includes(undefined) && mayLack) return true;
    return text !== undefined && texts.includes(text);
  });
}
