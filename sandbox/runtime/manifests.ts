import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';

/** The first user's manifests, one file a step of the story. */
export type ManifestFile = 'namespaces' | 'secrets' | 'ingress' | 'wrong';

/** Where a manifest lies, for people who want to apply it themselves. */
export function manifestPath(file: ManifestFile): string {
  return join('sandbox', 'manifests', `${file}.yaml`);
}

/** The objects of one file, in its order. */
export function readManifest(file: ManifestFile): readonly KubernetesObject[] {
  const path = join(import.meta.dirname, '..', '..', manifestPath(file));
  return parseAllDocuments(readFileSync(path, 'utf8')).map((document) => document.toJS() as KubernetesObject);
}
