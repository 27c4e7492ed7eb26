import type { NotifyConfig } from '../../lambdas/notify/config.ts';
import { compileWatchedKinds } from '../../manifests/watched-kinds.ts';
import type { ClusterConfiguration } from '../config.ts';

/** The document `sluice.json` of notify. */
export function compileNotifyConfig(
  cluster: ClusterConfiguration,
  { path, tokenSha256 }: NonNullable<ClusterConfiguration['notifier']>,
): NotifyConfig {
  const watched = compileWatchedKinds(cluster);
  const keys = [...new Set(watched.map(({ group, kind }) => `${group}/${kind}`))];
  const halvesOf = (key: string) =>
    watched.filter(({ group, kind }) => `${group}/${kind}` === key).map(({ half }) => half);
  return {
    region: cluster.region,
    cluster: cluster.name,
    path,
    ...(tokenSha256 === undefined ? {} : { tokenSha256 }),
    resources: Object.fromEntries(
      watched.flatMap(({ group, resource, kind, status }) =>
        [resource, ...(status ? [`${resource}/status`] : [])].map((plural) => [`${group}/${plural}`, kind]),
      ),
    ),
    kinds: Object.fromEntries(keys.map((key) => [key, halvesOf(key)])),
  };
}
