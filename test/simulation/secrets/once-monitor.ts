import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import type { Actor } from '../world.ts';
import type { Data, Ledger } from './ledger.ts';
import type { Spec } from './scenario.ts';
import { dataOf, type SecretWrite } from './secret-monitor.ts';
import { keyOf, ONCE, sourceOf, targetOf } from './spec-facts.ts';

/** How the product left a Secret. */
interface Made {
  readonly actor: Actor;
  readonly data: string;
}

/** Watches Secrets of refreshPolicy CreatedOnce: one that is as it was made of this manifest is never made again. */
export class OnceMonitor {
  readonly #made = new Map<string, Made>();

  /** Called with every write by an invocation, in order. */
  wrote({ actor, now, target, before, after }: SecretWrite, ledger: Ledger): readonly string[] {
    const known = this.#made.get(target);
    const data = textOf(after);
    if (after === undefined) this.#made.delete(target);
    else this.#made.set(target, { actor, data });
    const specs = ledger.everWanting(target);
    if (known === undefined || before === undefined || after === undefined || data === known.data) return [];
    const isAsMade = textOf(before) === known.data;
    const isSameManifest = specs.every(
      (spec) =>
        spec.once === true && ledger.spec(keyOf(spec)).during(known.actor.startedAt, now).length === 1,
    );
    return isAsMade && isSameManifest ? [`I4 quiet: ${target} is created once, and was made again`] : [];
  }
}

/**
 * A settled Secret of CreatedOnce: made of values that once were current, for any manifest there was, since a change of
 * that makes nothing anew. Judged when all there is can be read.
 */
export function judgeOnce(
  spec: Spec,
  secret: KubernetesObject | undefined,
  ledger: Ledger,
): readonly string[] {
  const textsOf = ({ data }: Spec) =>
    Object.entries(data).map(([key, mapping]) => [key, ledger.parameters.textOf(sourceOf(mapping))] as const);
  if (textsOf(spec).some(([, texts]) => texts.now === undefined)) return [];
  const target = targetOf(spec);
  if (secret === undefined) return [`I2 no lost update: ${target} does not exist`];
  const data: Data = dataOf(secret);
  const isOf = (one: Spec) => textsOf(one).every(([key, texts]) => texts.all().includes(data[key]));
  if (data[ONCE] !== undefined && ledger.everWanting(target).some(isOf)) return [];
  return [`I2 no lost update: ${target} is ${JSON.stringify(data)}, which it never was to be`];
}

function textOf(secret: KubernetesObject | undefined): string {
  return JSON.stringify(Object.entries(dataOf(secret)).sort(([left], [right]) => (left < right ? -1 : 1)));
}
