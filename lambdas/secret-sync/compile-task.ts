import { type Compilation, compileData } from '../core/secrets/compile-data.ts';
import type { ObservedSecret } from '../core/secrets/observed-secret.ts';
import { syncFailure, WORDS } from '../core/secrets/sync-failure.ts';
import type { ReadSource } from './parameter-reader.ts';
import type { SyncTask } from './task.ts';
import type { TemplateObjects } from './template-objects.ts';

/** What a task's data is made from. */
export interface CompileInput {
  readonly observed: ObservedSecret | undefined;
  readonly readOf: ReadSource;
  readonly objects: TemplateObjects;
}

/**
 * Values -> the provider's keys -> what the template makes of them. Once for each observation, however often it is
 * planned with: rendering may load parts of the template engine, and planning waits for nothing.
 */
export async function compileTask(
  task: SyncTask,
  { observed, readOf, objects }: CompileInput,
): Promise<Compilation> {
  const { sources, spec, tools } = task;
  const compiled = compileData(sources, readOf, { deletionPolicy: spec.deletionPolicy, tools });
  if (!compiled.ok || spec.template === undefined || compiled.value.data.size === 0) return compiled;
  // Nothing of a frozen Secret is rendered again, and of none nothing is written.
  const isFrozen = spec.immutable && observed !== undefined;
  if (isFrozen || spec.creationPolicy === 'None') return compiled;
  const unread = objects.failureFor(task);
  if (unread !== undefined) return { ok: false, failure: unread };
  const rendered = await tools.renderSecret(spec.template, {
    data: compiled.value.data,
    textsOf: objects.textsFor(task),
    isCreatedOnce: spec.refreshPolicy === 'CreatedOnce',
  });
  if (rendered.ok) return { ok: true, value: { ...compiled.value, rendered: rendered.value } };
  // A key that is not found may be all that the template lacks: such a failure is looked at twice.
  const absence = compiled.value.absent.length > 0;
  const refusal = rendered.reason === undefined ? {} : { reason: rendered.reason, refusal: true };
  const bound = observed !== undefined;
  return {
    ok: false,
    failure: syncFailure(WORDS.update, rendered.problem, { absence, bound, ...refusal }),
  };
}
