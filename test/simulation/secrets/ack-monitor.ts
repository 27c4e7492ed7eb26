import type { Actor } from '../world.ts';
import type { Ledger } from './ledger.ts';
import type { Spec } from './scenario.ts';
import { isRefused, keyOf, targetOf } from './spec-facts.ts';

/**
 * A message that is acknowledged has been worked on: what reads the parameter it names held a value of it while the
 * invocation ran. Judged only where nothing else moved meanwhile and nothing excuses it.
 */
export function findForgotten(
  {
    actor,
    now,
    parameters,
  }: { readonly actor: Actor; readonly now: number; readonly parameters: readonly string[] },
  ledger: Ledger,
): readonly string[] {
  const specs = ledger.specs().filter((spec) => isSettled(spec, ledger, actor, now));
  return specs
    .filter(({ data }) => Object.values(data).some(({ parameter }) => parameters.includes(parameter)))
    .filter((spec) => !wasRight(spec, ledger, actor, now))
    .map(({ target }) => `I2 no lost update: the message about ${target} is gone and its work is not done`);
}

/** An Owner of its own, of which neither manifest nor permissions changed, and whose parameters all exist. */
function isSettled(spec: Spec, ledger: Ledger, actor: Actor, now: number): boolean {
  const mappings = Object.values(spec.data);
  const readable = mappings.every((mapping) => !ledger.readable(mapping, actor, now).includes(undefined));
  const alone = ledger.everWanting(targetOf(spec)).every(({ name }) => name === spec.name);
  const unchanged = ledger.spec(keyOf(spec)).during(actor.startedAt, now).length === 1;
  const denied = mappings.some(({ parameter }) => ledger.parameters.isDenied(parameter));
  return spec.creationPolicy === 'Owner' && !isRefused(spec) && readable && alone && unchanged && !denied;
}

function wasRight(spec: Spec, ledger: Ledger, actor: Actor, now: number): boolean {
  const states = ledger.secret(targetOf(spec)).during(actor.startedAt, now);
  return states.some(
    (data) =>
      // Made by hand: whether it may be taken over is another question.
      data?.['mine'] !== undefined ||
      Object.entries(spec.data).every(([key, mapping]) =>
        ledger.readable(mapping, actor, now).includes(data?.[key]),
      ),
  );
}
