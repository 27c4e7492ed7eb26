import type { KubernetesObject } from '../kubernetes.ts';
import { compareBytes } from '../object-key.ts';
import { textsOf, valueAt } from './raw-json.ts';

/**
 * Which workloads are restarted after a rotation, and how (DESIGN 4.12). The pod template gets the resourceVersion of
 * each rotated Secret, so that telling the same rotation twice changes nothing and makes no second rollout. Not its
 * data-hash: a digest of a value must not reach an object that more people may read (invariant I1).
 */

const OPT_IN = 'sluice/restart-on-change';
const RESTARTED_FOR = 'sluice/restarted-for';
/** Annotations by which Stakater Reloader restarts a workload itself (reference: kubernetes 7.3). */
const RELOADER: readonly string[] = [
  'reloader.stakater.com/auto',
  'secret.reloader.stakater.com/auto',
  'secret.reloader.stakater.com/reload',
  'reloader.stakater.com/search',
];

/** What is done about one workload that asked for it; `none` when nothing concerns it or it was restarted already. */
export type RestartDecision =
  | { readonly kind: 'none' }
  | { readonly kind: 'skip'; readonly reason: string; readonly message: string }
  /** JSON merge patch, and the Secrets it is for, sorted. */
  | {
      readonly kind: 'restart';
      readonly patch: Readonly<Record<string, unknown>>;
      readonly secrets: readonly string[];
    };

/** resourceVersions of a rotated Secret: as it is, and as it was when the rotation was announced. */
export interface Rotation {
  readonly version: string;
  readonly before: string;
}

/** @param rotated by name of each rotated Secret of the workload's namespace */
export function decideRestart(
  workload: KubernetesObject,
  rotated: ReadonlyMap<string, Rotation>,
): RestartDecision {
  if (workload.metadata.annotations?.[OPT_IN] !== 'true') return { kind: 'none' };
  const secrets = [...rotated.keys()].filter((name) => usesSecret(workload, name)).sort(compareBytes);
  const marks = readMarks(workload);
  const news = secrets.filter((name) => !isCovered(marks[name], rotated.get(name)));
  if (news.length === 0) return { kind: 'none' };
  const refusal = refuse(workload);
  if (refusal !== undefined) return { kind: 'skip', ...refusal };
  const versions = Object.fromEntries(news.map((name) => [name, rotated.get(name)?.version]));
  const restartedFor = Object.fromEntries(
    Object.entries({ ...marks, ...versions })
      // A Secret that the template no longer names needs no mark.
      .filter(([name]) => usesSecret(workload, name))
      .sort(([a], [b]) => compareBytes(a, b)),
  );
  const annotations = { [RESTARTED_FOR]: JSON.stringify(restartedFor) };
  return { kind: 'restart', patch: { spec: { template: { metadata: { annotations } } } }, secrets: news };
}

/**
 * Whether the rollout for a resourceVersion took this rotation with it: of any that is higher than the one before the
 * rotation, since that was written first, whoever touched the Secret after it.
 */
function isCovered(mark: string | undefined, rotation: Rotation | undefined): boolean {
  if (mark === undefined || rotation === undefined) return false;
  return mark === rotation.version || compareVersions(mark, rotation.before) > 0;
}

/** Orders resourceVersions of one kind, which are decimal numbers; of others nothing is said (0). */
export function compareVersions(left: string, right: string): number {
  if (!/^\d+$/.test(left) || !/^\d+$/.test(right)) return 0;
  return left.length - right.length || compareBytes(left, right);
}

function refuse(
  workload: KubernetesObject,
): { readonly reason: string; readonly message: string } | undefined {
  if (valueAt(workload, 'spec', 'paused') === true) {
    return { reason: 'Paused', message: 'its rollouts are paused: restart it when it is resumed' };
  }
  const annotations = {
    ...textsOf(valueAt(workload, 'spec', 'template', 'metadata', 'annotations')),
    ...workload.metadata.annotations,
  };
  const reloader = RELOADER.find((name) => (annotations[name] ?? 'false') !== 'false');
  if (reloader !== undefined) {
    return { reason: 'ReloaderManages', message: `${reloader} is set: Stakater Reloader restarts it` };
  }
  const strategy =
    valueAt(workload, 'spec', 'updateStrategy', 'type') ?? valueAt(workload, 'spec', 'strategy', 'type');
  return strategy === 'OnDelete'
    ? {
        reason: 'OnDelete',
        message: 'its strategy is OnDelete: new Pods are made only when old ones are deleted',
      }
    : undefined;
}

/** Whether a Pod of the template reads the Secret: as volume, projected volume, variable, or all its variables. */
function usesSecret(workload: KubernetesObject, name: string): boolean {
  const pod = valueAt(workload, 'spec', 'template', 'spec');
  const volumes = listOf(valueAt(pod, 'volumes'));
  const containers = ['containers', 'initContainers'].flatMap((field) => listOf(valueAt(pod, field)));
  return (
    volumes.some(
      (volume) =>
        valueAt(volume, 'secret', 'secretName') === name ||
        listOf(valueAt(volume, 'projected', 'sources')).some(
          (source) => valueAt(source, 'secret', 'name') === name,
        ),
    ) ||
    containers.some(
      (container) =>
        listOf(valueAt(container, 'env')).some(
          (one) => valueAt(one, 'valueFrom', 'secretKeyRef', 'name') === name,
        ) || listOf(valueAt(container, 'envFrom')).some((one) => valueAt(one, 'secretRef', 'name') === name),
    )
  );
}

function readMarks(workload: KubernetesObject): Readonly<Record<string, string>> {
  const text = textsOf(valueAt(workload, 'spec', 'template', 'metadata', 'annotations'))[RESTARTED_FOR];
  try {
    return textsOf(JSON.parse(text ?? '{}'));
  } catch {
    return {};
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
