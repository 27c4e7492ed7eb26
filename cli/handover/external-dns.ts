import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { readInstall } from '../import/read-source.ts';
import { txtCompatOf } from '../import/txt-compat.ts';
import { containersOf, isRunning } from './peer.ts';

/** One ExternalDNS that writes to Route 53. */
export interface ExternalDns {
  readonly object: KubernetesObject;
  readonly sources: readonly string[];
  readonly ownerId: string;
  readonly policy: string;
  readonly registry: string;
  /** Tag of its image; undefined when it has none. */
  readonly version: string | undefined;
  readonly running: boolean;
}

const IMAGE = /(^|\/)external-dns(:|@|$)/;

/** The Deployments of ExternalDNS with provider aws among those of a cluster. */
export function findExternalDns(deployments: readonly KubernetesObject[]): readonly ExternalDns[] {
  return deployments.flatMap((object) => {
    if (!containersOf(object).some(({ image }) => IMAGE.test(image))) return [];
    const { flags, version } = readInstall(JSON.stringify(object), { releaseNamespace: undefined });
    const all = (name: string) => flags.filter(({ flag }) => flag === name).map(({ value }) => value);
    const last = (name: string, standard: string) => all(name).at(-1) ?? standard;
    if (last('provider', '') !== 'aws') return [];
    return [
      {
        object,
        sources: all('source'),
        ownerId: last('txt-owner-id', 'default'),
        // Required from 0.22 on, which does not start without it.
        policy: last('policy', 'sync'),
        registry: last('registry', 'txt'),
        version,
        running: isRunning(object),
      },
    ];
  });
}

/**
 * Whether it writes records that carry our owner id, or without a registry none at all: then what it deletes is not
 * decided by a mark.
 */
export function sharesRecords({ registry, ownerId }: ExternalDns, ours: string): boolean {
  return registry === 'txt' ? ownerId === ours : true;
}

/** Whether its version can read what 0.22 writes. */
export function readsToday({ version }: ExternalDns): boolean {
  try {
    return version !== undefined && txtCompatOf(version) === '0.22';
  } catch {
    return false;
  }
}
