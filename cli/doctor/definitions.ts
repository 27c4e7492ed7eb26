import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { ENDPOINT_SLICE, ESO_VERSIONS } from '../../lambdas/core/resources.ts';
import { valueAt } from '../../lambdas/core/secrets/raw-json.ts';
import type { Half } from '../../manifests/identity.ts';
import type { ClusterConfiguration } from '../../stack/config.ts';
import { managerOf } from '../handover/managed-by.ts';
import { compileAccessQuestions } from './access-questions.ts';
import { DEFINITION, readAll, readApplications } from './cluster-objects.ts';
import type { Doctor } from './doctor.ts';
import type { Finding, Link } from './finding.ts';
import { describeOwner } from './object-owner.ts';
import { hasEndpoints } from './service-endpoints.ts';

/** The kinds that the functions read: served, convertible, and safe from their owner. */
export const DEFINITIONS: Link = {
  name: 'definitions',
  needs: ['api-server'],
  checks: { served: checkDefinitions },
};

async function checkDefinitions(doctor: Doctor): Promise<readonly Finding[]> {
  const { cluster } = doctor.user();
  const wanted = doctor.halves.flatMap((half) => definitionsOf(doctor.cluster, half));
  const present = (await readAll(cluster, DEFINITION)) ?? [];
  const applications = await readApplications(cluster);
  const findings: Finding[] = [];
  for (const name of new Set(wanted)) {
    const found = present.find(({ metadata }) => metadata.name === name);
    const service = found === undefined ? undefined : conversionService(found);
    const slices = service === undefined ? [] : (await cluster.list(ENDPOINT_SLICE, service)).items;
    const isDead = service !== undefined && !hasEndpoints(slices, service.name);
    const read = { found, isConverterDead: isDead, applications };
    findings.push(judgeDefinition(name, read, doctor));
  }
  return findings;
}

/** Groups that no API server has by itself. */
const CUSTOM_GROUP = /external-secrets\.io$|^externaldns\.k8s\.io$|^gateway\.networking\.k8s\.io$/;

/** The definitions that a half reads: those that its roles name. */
export function definitionsOf(cluster: ClusterConfiguration, half: Half): readonly string[] {
  const names = compileAccessQuestions(cluster, half)
    .filter(({ group }) => CUSTOM_GROUP.test(group))
    .map(({ resource, group }) => `${resource}.${group}`);
  return [...new Set(names)];
}

interface ServiceReference {
  readonly namespace: string;
  readonly name: string;
}

function conversionService(definition: KubernetesObject): ServiceReference | undefined {
  const conversion = valueAt(definition, 'spec', 'conversion');
  if (valueAt(conversion, 'strategy') !== 'Webhook') return undefined;
  const service = valueAt(conversion, 'webhook', 'clientConfig', 'service');
  const [namespace, name] = [valueAt(service, 'namespace'), valueAt(service, 'name')];
  return typeof namespace === 'string' && typeof name === 'string' ? { namespace, name } : undefined;
}

interface Version {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
}

/** A definition, and what stands around it. */
export interface DefinitionFacts {
  readonly found: KubernetesObject | undefined;
  /** Whether nothing stands behind the Service of its conversion webhook. */
  readonly isConverterDead: boolean;
  /** Argo CD's. */
  readonly applications: ReadonlySet<string>;
}

/** What is missing breaks the half; what its owner may do with it is a warning. */
export function judgeDefinition(
  check: string,
  read: DefinitionFacts,
  { sluice }: Pick<Doctor, 'sluice'>,
): Finding {
  const { found, isConverterDead, applications } = read;
  if (found === undefined) {
    const fix = check.endsWith('.gateway.networking.k8s.io')
      ? "the Gateway API's definitions, or no gateway source in dns.sources"
      : `${sluice('manifests crds')} | kubectl apply --server-side -f -`;
    return { check, outcome: 'failed', said: 'is not defined in the cluster', fix };
  }
  const { served, stored, strategy } = versionsOf(found);
  const isEso = ESO_DEFINITION.test(check);
  if (isEso && !served.some((version) => ESO_VERSIONS.includes(version))) {
    const said = `serves ${served.join(', ') || 'no version'}; ${ESO_VERSIONS.join(' or ')} is needed`;
    return { check, outcome: 'failed', said, fix: 'an External Secrets Operator that serves v1beta1 or v1' };
  }
  const facts = `serves ${served.join(', ')}, stores ${stored}, conversion ${strategy}, ${describeOwner(found, applications)}`;
  if (isConverterDead) {
    const said = `${facts}; nothing answers for its conversion webhook: every read of another version than ${stored} fails`;
    const patch = '{"spec":{"conversion":{"strategy":"None","webhook":null}}}';
    return { check, outcome: 'failed', said, fix: `kubectl patch crd ${check} --type=merge -p '${patch}'` };
  }
  const keeps = found.metadata.annotations?.['helm.sh/resource-policy'] === 'keep';
  if (isEso && !keeps && managerOf(found, applications)?.tool === 'Helm') {
    const said = `${facts}; uninstalling that release deletes it, every ExternalSecret with it, and their Secrets`;
    const fix =
      'crds.annotations."helm.sh/resource-policy": keep in the values of the release, then helm upgrade';
    return { check, outcome: 'warn', said, fix };
  }
  return { check, outcome: 'ok', said: facts };
}

const ESO_DEFINITION = /^[a-z]+\.external-secrets\.io$/;

function versionsOf(definition: KubernetesObject) {
  const versions = (valueAt(definition, 'spec', 'versions') ?? []) as readonly Version[];
  return {
    served: versions.filter((version) => version.served).map(({ name }) => name),
    stored: versions.find(({ storage }) => storage)?.name ?? 'none',
    strategy: String(valueAt(definition, 'spec', 'conversion', 'strategy') ?? 'None'),
  };
}
