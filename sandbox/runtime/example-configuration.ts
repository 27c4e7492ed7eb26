import { join } from 'node:path';
import { loadConfiguration } from '../../stack/config/load.ts';
import type { ClusterConfiguration } from '../../stack/config.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const EXAMPLE = join('config', 'example.yaml');

/**
 * The first user's cluster from the repository's example, with the sandbox's API server in place of theirs. The
 * sandbox always enforces: there is nothing here that could be harmed.
 * @param endpoint `https://127.0.0.1:<port>`
 * @param ca PEM of the sandbox's certificate authority
 */
export function readExampleCluster(endpoint: string, ca: string): ClusterConfiguration {
  const [cluster] = loadConfiguration({ directory: ROOT, file: EXAMPLE }).clusters;
  if (cluster === undefined) throw new TypeError(`${EXAMPLE} has no cluster`);
  const { secrets, dns } = cluster;
  return {
    ...cluster,
    endpoint,
    ca,
    ...(secrets === undefined ? {} : { secrets: { ...secrets, mode: 'enforce' } }),
    ...(dns === undefined ? {} : { dns: { ...dns, mode: 'enforce' } }),
  };
}
