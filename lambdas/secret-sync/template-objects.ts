import { OBJECTS_IN_FLIGHT } from '../core/bounds.ts';
import type { KubernetesObject } from '../core/kubernetes.ts';
import { CONFIG_MAP, SECRET } from '../core/resources.ts';
import { textsOf } from '../core/secrets/raw-json.ts';
import { type ObjectTemplates, templateObjects } from '../core/secrets/secret-template.ts';
import { failureOf, type SyncFailure, WORDS } from '../core/secrets/sync-failure.ts';
import type { TemplateTexts } from '../core/secrets/template-renderer.ts';
import { explainForbidden } from './forbidden.ts';
import { forEachInFlight } from './in-flight.ts';
import type { Run } from './run.ts';
import type { SyncTask } from './task.ts';

/** The ConfigMaps and Secrets that the templates of some tasks are made from, as they were read together. */
export interface TemplateObjects {
  /** Which state of them a task's templates have; undefined when one of them could not be read. */
  revisionOf(task: SyncTask): string | undefined;
  /** Why one of them could not be read. One that does not exist is no failure here. */
  failureFor(task: SyncTask): SyncFailure | undefined;
  textsFor(task: SyncTask): TemplateTexts;
}

type ObjectRead =
  | { readonly kind: 'read'; readonly object: KubernetesObject | undefined }
  | { readonly kind: 'failed'; readonly failure: SyncFailure };

/**
 * Reads each of them once, in the namespace of its ExternalSecret. After the Secrets, like the values, so that a write
 * with a Secret's resourceVersion never carries a template older than the one it replaces (invariant I3).
 */
export async function readTemplateObjects(run: Run, tasks: readonly SyncTask[]): Promise<TemplateObjects> {
  const reads = new Map<string, ObjectRead>();
  const wanted = new Map(
    tasks.flatMap((task) =>
      templateObjects(task.spec.template).map((from) => [keyOf(task, from), { task, from }]),
    ),
  );
  await forEachInFlight([...wanted], OBJECTS_IN_FLIGHT, async ([key, { task, from }]) => {
    if (run.hasTime()) reads.set(key, await readObject(run, task, from));
  });
  const readsOf = (task: SyncTask) =>
    templateObjects(task.spec.template).map((from) => reads.get(keyOf(task, from)) ?? NO_TIME);
  return {
    revisionOf(task) {
      const own = readsOf(task);
      return own.every((read) => read.kind === 'read') ? own.map(stampOf).join(' ') : undefined;
    },
    failureFor: (task) => readsOf(task).find((read) => read.kind === 'failed')?.failure,
    textsFor: (task) => (from) => textsIn(reads.get(keyOf(task, from)), from),
  };
}

const NO_TIME: ObjectRead = {
  kind: 'failed',
  failure: { ...failureOf(WORDS.update, undefined), detail: 'no time was left to read its templates' },
};

async function readObject(run: Run, task: SyncTask, from: ObjectTemplates): Promise<ObjectRead> {
  const { namespace } = task.externalSecret;
  const type = from.kind === 'Secret' ? SECRET : CONFIG_MAP;
  const reference = { namespace, name: from.name };
  try {
    return { kind: 'read', object: await run.deps.cluster.get(type, reference) };
  } catch (error) {
    const { mode } = run.deps.config.cluster.auth;
    const prefix = `could not apply template: ${from.kind.toLowerCase()} ${from.name}: `;
    const forbidden = explainForbidden(error, { ...reference, kind: from.kind }, mode);
    return { kind: 'failed', failure: forbidden ?? failureOf(WORDS.update, error, prefix) };
  }
}

function keyOf({ externalSecret }: SyncTask, { kind, name }: ObjectTemplates): string {
  return `${kind}/${externalSecret.namespace}/${name}`;
}

function stampOf(read: ObjectRead): string {
  if (read.kind === 'failed' || read.object === undefined) return 'absent';
  const { uid = '', resourceVersion = '' } = read.object.metadata;
  return `${uid}/${resourceVersion}`;
}

/** A ConfigMap holds texts; a Secret base64 of them. */
function textsIn(
  read: ObjectRead | undefined,
  { kind }: ObjectTemplates,
): ReadonlyMap<string, string> | undefined {
  if (read?.kind !== 'read' || read.object === undefined) return undefined;
  const texts = Object.entries(textsOf(read.object['data']));
  if (kind === 'ConfigMap') return new Map(texts);
  return new Map(texts.map(([key, text]) => [key, Buffer.from(text, 'base64').toString('utf8')]));
}
