import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { ENDPOINT_SLICE, ESO_VERSIONS } from '../../lambdas/core/resources.ts';
import { readCustomResourceDefinitions } from '../../manifests/crds.ts';
import { DEFINITION, fieldAt, readAll } from './cluster-objects.ts';
import type { Doctor } from './doctor.ts';
import type { Finding, Link } from './finding.ts';
import { readOwner } from './object-owner.ts';
import { hasEndpoints } from './service-endpoints.ts';

/** The kinds that the functions read: served, convertible, and safe from their owner. */
export const DEFINITIONS: Link = {
  name: 'definitions',
  needs: ['api-server'],
  checks: { served: checkDefinitions },
};

async function checkDefinitions(doctor: Doctor): Promise<readonly Finding[]> {
  const { cluster } = doctor.user();
  const wanted = readCustomResourceDefinitions(doctor.cluster);
  const present = (await readAll(cluster, DEFINITION)) ?? [];
  const findings: Finding[] = [];
  for (const { metadata } of wanted) {
    const found = present.find((one) => one.metadata.name === metadata.name);
    const service = found === undefined ? undefined : conversionService(found);
    const slices = service === undefined ? [] : (await cluster.list(ENDPOINT_SLICE, service)).items;
    const isDead = service !== undefined && !hasEndpoints(slices, service.name);
    findings.push(judgeDefinition(metadata.name, { found, isConverterDead: isDead }, doctor));
  }
  return findings;
}

interface ServiceReference {
  readonly namespace: string;
  readonly name: string;
}

function conversionService(definition: KubernetesObject): ServiceReference | undefined {
  const conversion = fieldAt(definition, 'spec', 'conversion');
  if (fieldAt(conversion, 'strategy') !== 'Webhook') return undefined;
  const service = fieldAt(conversion, 'webhook', 'clientConfig', 'service');
  const [namespace, name] = [fieldAt(service, 'namespace'), fieldAt(service, 'name')];
  return typeof namespace === 'string' && typeof name === 'string' ? { namespace, name } : undefined;
}

interface Version {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
}

/** What is missing breaks the half; what its owner may do with it is a warning. */
export function judgeDefinition(
  name: string,
  read: { readonly found: KubernetesObject | undefined; readonly isConverterDead: boolean },
  { sluice }: Pick<Doctor, 'sluice'>,
): Finding {
  const { found, isConverterDead } = read;
  const check = name;
  if (found === undefined) {
    const fix = `${sluice('manifests crds')} | kubectl apply --server-side -f -`;
    return { check, outcome: 'failed', said: 'is not defined in the cluster', fix };
  }
  const versions = (fieldAt(found, 'spec', 'versions') ?? []) as readonly Version[];
  const served = versions.filter((version) => version.served).map((version) => version.name);
  const stored = versions.find(({ storage }) => storage)?.name ?? 'none';
  const readable =
    name.endsWith('.external-secrets.io') && !name.includes('generators') ? ESO_VERSIONS : served;
  if (!served.some((version) => readable.includes(version))) {
    const said = `serves ${served.join(', ') || 'no version'}; ${readable.join(' or ')} is needed`;
    return { check, outcome: 'failed', said, fix: 'an External Secrets Operator of 0.10 or newer' };
  }
  const strategy = String(fieldAt(found, 'spec', 'conversion', 'strategy') ?? 'None');
  const owner = readOwner(found);
  const facts = `serves ${served.join(', ')}, stores ${stored}, conversion ${strategy}, of ${owner.tool} ${owner.name}`;
  if (isConverterDead) {
    const said = `${facts}; the Service of its conversion webhook has no endpoint: every read of another version than ${stored} fails`;
    const patch = `kubectl patch crd ${name} --type=merge -p '{"spec":{"conversion":{"strategy":"None","webhook":null}}}'`;
    return { check, outcome: 'failed', said, fix: patch };
  }
  const policy = found.metadata.annotations?.['helm.sh/resource-policy'];
  if (owner.tool === 'Helm' && policy !== 'keep' && name.endsWith('.external-secrets.io')) {
    const said = `${facts}; uninstalling that release deletes it, every ExternalSecret with it, and their Secrets`;
    const fix =
      'crds.annotations."helm.sh/resource-policy"=keep in the values of the release, then helm upgrade';
    return { check, outcome: 'warn', said, fix };
  }
  return { check, outcome: 'ok', said: facts };
}
