import { type Compilation, compileData } from '../core/secrets/compile-data.ts';
import { compareManifest } from '../core/secrets/manifest-stamp.ts';
import { ANNOTATION } from '../core/secrets/marks.ts';
import { isIntact, type ObservedSecret } from '../core/secrets/observed-secret.ts';
import { parseSourceVersions } from '../core/secrets/source-versions.ts';
import { failureOf, syncFailure, WORDS } from '../core/secrets/sync-failure.ts';
import type { ReadSource } from './parameter-reader.ts';
import type { SyncTask } from './task.ts';
import type { TemplateObjects } from './template-objects.ts';

/**
 * A frozen Secret is not rendered again. Neither is one that CreatedOnce made of this very manifest, though its status
 * may not say so yet: a second rendering would put another random password in the place of one that is in use.
 */
function staysAsMade({ externalSecret, spec }: SyncTask, observed: ObservedSecret | undefined): boolean {
  if (observed === undefined) return false;
  if (spec.immutable) return true;
  if (spec.refreshPolicy !== 'CreatedOnce' || !isIntact(observed)) return false;
  const recorded = parseSourceVersions(observed.annotations[ANNOTATION.sourceVersions]);
  return compareManifest(recorded, externalSecret) === 'same';
}

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
export async function compileTask(task: SyncTask, input: CompileInput): Promise<Compilation> {
  try {
    return await compile(task, input);
  } catch (error) {
    // A defect of ours in one manifest's values or templates stops nobody else (invariant I5).
    return { ok: false, failure: failureOf(WORDS.update, error) };
  }
}

async function compile(task: SyncTask, { observed, readOf, objects }: CompileInput): Promise<Compilation> {
  const { sources, spec, tools } = task;
  const compiled = compileData(sources, readOf, { deletionPolicy: spec.deletionPolicy, tools });
  if (!compiled.ok || spec.template === undefined || spec.creationPolicy === 'None') return compiled;
  // Without any key deletionPolicy decides what becomes of the Secret; only Merge goes on to the template.
  if (compiled.value.data.size === 0 && spec.deletionPolicy !== 'Merge') return compiled;
  if (staysAsMade(task, observed)) return { ok: true, value: { ...compiled.value, isKept: true } };
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
