import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { KubernetesObject } from '../lambdas/core/kubernetes.ts';
import { GENERATOR_KINDS } from '../lambdas/core/resources.ts';
import type { ClusterConfiguration } from '../stack/config.ts';

const DIRECTORY = join(import.meta.dirname, 'crds');
const GENERATORS = Object.values(GENERATOR_KINDS).map(({ plural, group }) => `${plural}.${group}.yaml`);
const SECRETS = ['externalsecrets', 'secretstores', 'clustersecretstores', 'clusterexternalsecrets'];

/**
 * Slim CustomResourceDefinitions for a cluster where the peers never were: they replace what ESO and ExternalDNS
 * install, so a cluster that is being taken over keeps its own.
 */
export function readCustomResourceDefinitions(cluster: ClusterConfiguration): readonly KubernetesObject[] {
  const files = [
    ...(cluster.secrets === undefined ? [] : SECRETS.map((plural) => `${plural}.external-secrets.io.yaml`)),
    ...((cluster.secrets?.generators ?? []).length > 0 ? GENERATORS : []),
    ...(cluster.dns?.sources.includes('crd') === true ? ['dnsendpoints.externaldns.k8s.io.yaml'] : []),
  ];
  return files.map((file) => parse(readFileSync(join(DIRECTORY, file), 'utf8')) as KubernetesObject);
}
