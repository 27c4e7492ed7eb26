import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import type { Actions, AwsContent, EsoCase } from '../corpus/drivers/eso/case.ts';
import { resourceTypeOf } from '../corpus/drivers/eso/kinds.ts';
import { readYaml } from '../corpus/read-yaml.ts';
import { isObject, rename, renamesOf, withRefreshInterval } from './own-names.ts';

/** What of a recording becomes part of the shared cluster: its namespace is its name. */
export interface RecordedWorld {
  readonly name: string;
  readonly aws: AwsContent;
  /** Before anything runs, stores first. */
  readonly objects: readonly KubernetesObject[];
  /** What the recording changes afterwards, in order. */
  readonly later: readonly Actions[];
}

const RECORDINGS = join(import.meta.dirname, '../corpus/eso');

/** Topics that need an AWS, a flag or a kind that the shared cluster does not have. */
const LEFT_OUT_TOPICS = ['auth', 'aws-errors', 'generators', 'push-secret', 'sync-window'];
/** Recordings that cannot share a cluster: the operator stops listing, or one owner's claim depends on the clock. */
const LEFT_OUT: readonly string[] = [
  'refresh-interval-bad-blocks-others',
  'motivating-service-ssm-rejected',
  'motivating-v1beta1',
  'motivating-v1beta1-service-ssm',
];

/**
 * The recordings that can live side by side in one cluster, each in a namespace of its own, with cluster-wide stores
 * of its own and `refreshInterval` wherever the recording refreshes at all.
 */
export function readRecordedWorlds(refreshInterval: string): readonly RecordedWorld[] {
  const known = new Map<string, string>();
  return globSync('*.yaml', { cwd: RECORDINGS })
    .sort()
    .map((file) => readYaml(join(RECORDINGS, file)) as EsoCase)
    .filter(canShare)
    .map((recorded) => toWorld(recorded, { refreshInterval, known }));
}

function canShare({ name, tags, aws, steps }: EsoCase): boolean {
  const faults = (aws?.faults ?? []).length > 0 || steps.some(({ do: actions }) => actions?.awsFault);
  return !faults && !LEFT_OUT.includes(name) && !tags.some((tag) => LEFT_OUT_TOPICS.includes(tag));
}

interface Shared {
  readonly refreshInterval: string;
  /** What lies in AWS so far, by name. */
  readonly known: Map<string, string>;
}

function toWorld(recorded: EsoCase, { refreshInterval, known }: Shared): RecordedWorld {
  const [first, ...rest] = recorded.steps.map(({ do: actions }) => actions ?? {});
  const began = [...(recorded.cluster ?? []), ...(first?.apply ?? []), ...(first?.create ?? [])];
  const all = [...began, ...rest.flatMap(({ apply = [], create = [] }) => [...apply, ...create])];
  const renames = renamesOf(recorded, all, known);
  const place = (object: KubernetesObject) =>
    placed(withRefreshInterval(rename(object, renames), refreshInterval), recorded.name);
  return {
    name: recorded.name,
    aws: rename(
      {
        ssm: [...(recorded.aws?.ssm ?? []), ...(first?.ssm ?? [])],
        secretsmanager: [...(recorded.aws?.secretsmanager ?? []), ...(first?.secretsmanager ?? [])],
      },
      renames,
    ),
    objects: began.filter((object) => resourceTypeOf(object) !== undefined).map(place),
    later: rest.map((actions) => ({
      ...rename(actions, renames),
      apply: (actions.apply ?? []).map(place),
      create: (actions.create ?? []).map(place),
    })),
  };
}

/** In the recording's own namespace where it names none. */
function placed(object: KubernetesObject, namespace: string): KubernetesObject {
  if (resourceTypeOf(object)?.namespaced !== true || !isObject(object.metadata)) return object;
  return { ...object, metadata: { ...object.metadata, namespace: object.metadata.namespace ?? namespace } };
}
