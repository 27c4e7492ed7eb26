import type { Actor } from '../world.ts';
import type { Ledger } from './ledger.ts';
import type { Mapping, Spec } from './scenario.ts';
import { isRefused, keyOf, mappingsOf, sourceOf, targetOf } from './spec-facts.ts';

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

/** An Owner of its own that follows its parameters, of which neither manifest nor permissions changed, and whose parameters all exist. */
function isSettled(spec: Spec, ledger: Ledger, actor: Actor, now: number): boolean {
  const mappings = Object.values(spec.data);
  const readable = mappings.every((mapping) => !ledger.readable(mapping, actor, now).includes(undefined));
  const alone = ledger.everWanting(targetOf(spec)).every(({ name }) => name === spec.name);
  const unchanged = ledger.spec(keyOf(spec)).during(actor.startedAt, now).length === 1;
  const denied = mappings.some(({ parameter }) => ledger.parameters.isDenied(parameter));
  const free = alone && unchanged && !denied && !waitsAsAWhole(spec, ledger, actor, now);
  return spec.creationPolicy === 'Owner' && spec.once !== true && !isRefused(spec) && readable && free;
}

/** A templated Secret is not rendered while something that a find had matched waits for its second observation. */
function waitsAsAWhole(spec: Spec, ledger: Ledger, actor: Actor, now: number): boolean {
  const found = Object.values(mappingsOf(spec)).filter((mapping) => mapping.found === true);
  const isGone = (mapping: Mapping) =>
    ledger.readable(mapping, actor, now).includes(undefined) &&
    ledger.parameters
      .textOf(sourceOf(mapping))
      .all()
      .some((text) => text !== undefined);
  return spec.template === true && found.some(isGone);
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
