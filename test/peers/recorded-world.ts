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
/** Recordings that cannot share a cluster, or in which one of the two does not own what it writes. */
const LEFT_OUT: readonly string[] = [
  // The operator lists no ExternalSecret at all any more.
  'refresh-interval-bad-blocks-others',
  // One namespace for four recordings: `motivating-postgres-auth` stands for them.
  'motivating-service-ssm-rejected',
  'motivating-v1beta1',
  'motivating-v1beta1-service-ssm',
  // Finds parameters of other recordings, two of which are rewritten to one key: the operator takes either, by chance.
  'recipe-common-plus-own',
  // The operator notes a new hash on a Secret that it cannot change; sluice leaves that Secret as it is.
  'create-owner-existing-immutable',
  // The operator labels a Secret made by hand under creationPolicy None; sluice leaves that Secret as it is.
  'create-none-existing-target',
  // What the operator's webhook refuses, and so does sluice: the webhook does not run here.
  'delete-with-merge-creation',
  'precedence-empty-datafrom-entry',
  'secretkey-duplicate-retain',
  'value-empty-data-list',
  'value-no-data',
];

/**
 * The recordings that can live side by side in one cluster, each in a namespace of its own, with cluster-wide stores
 * of its own and `refreshInterval` wherever the recording refreshes at all. `PEER_RECORDINGS` is a regular expression
 * for their names. @default all
 */
export function readRecordedWorlds(refreshInterval: string): readonly RecordedWorld[] {
  const wanted = new RegExp(process.env['PEER_RECORDINGS'] ?? '');
  const known = new Map<string, string>();
  return globSync('*.yaml', { cwd: RECORDINGS })
    .sort()
    .map((file) => readYaml(join(RECORDINGS, file)) as EsoCase)
    .filter((recorded) => wanted.test(recorded.name) && canShare(recorded))
    .map((recorded) => toWorld(recorded, { refreshInterval, known }));
}

function canShare({ name, tags, aws, steps }: EsoCase): boolean {
  const faults = (aws?.faults ?? []).length > 0 || steps.some(({ do: actions }) => actions?.awsFault);
  // What is missing all at once is the breaker's matter, and the values belong to others, too.
  const deletes = steps.some(({ do: actions }) => actions?.ssmDelete !== undefined);
  return (
    !faults && !deletes && !LEFT_OUT.includes(name) && !tags.some((tag) => LEFT_OUT_TOPICS.includes(tag))
  );
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
