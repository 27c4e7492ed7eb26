import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { ENDPOINT_SLICE } from '../../lambdas/core/resources.ts';
import { valueAt } from '../../lambdas/core/secrets/raw-json.ts';
import { formatManager, isGitOps, managerOf } from '../handover/managed-by.ts';
import { readAll, readApplications, WEBHOOK } from './cluster-objects.ts';
import type { Doctor } from './doctor.ts';
import type { Finding } from './finding.ts';
import { hasEndpoints } from './service-endpoints.ts';

const GROUP = 'external-secrets.io';

/** Webhooks before ESO's kinds that refuse what they do not answer. */
export async function checkFailClosed(doctor: Doctor): Promise<readonly Finding[]> {
  const { cluster } = doctor.user();
  const configurations = (await readAll(cluster, WEBHOOK)) ?? [];
  const applications = await readApplications(cluster);
  const findings: Finding[] = [];
  for (const configuration of configurations) {
    for (const { namespace, name } of failClosedServices(configuration)) {
      const { items } = await cluster.list(ENDPOINT_SLICE, { namespace });
      const service = { name: `${namespace}/${name}`, answers: hasEndpoints(items, name) };
      findings.push(judgeFailClosed(configuration, service, applications));
    }
  }
  if (findings.length > 0) return findings;
  return [{ check: 'webhooks', outcome: 'ok', said: `none stands before ${GROUP}` }];
}

interface Service {
  readonly namespace: string;
  readonly name: string;
}

/** Services whose silence would refuse writes of ESO's kinds. */
export function failClosedServices(configuration: KubernetesObject): readonly Service[] {
  const webhooks = (valueAt(configuration, 'webhooks') ?? []) as readonly unknown[];
  const services = webhooks.flatMap((webhook) => {
    const rules = (valueAt(webhook, 'rules') ?? []) as readonly { readonly apiGroups?: readonly string[] }[];
    const isAbout = rules.some(({ apiGroups = [] }) => apiGroups.includes(GROUP));
    const isClosed = (valueAt(webhook, 'failurePolicy') ?? 'Fail') === 'Fail';
    const service = valueAt(webhook, 'clientConfig', 'service');
    const [namespace, name] = [valueAt(service, 'namespace'), valueAt(service, 'name')];
    if (!isAbout || !isClosed || typeof namespace !== 'string' || typeof name !== 'string') return [];
    return [{ namespace, name }];
  });
  return [...new Map(services.map((service) => [JSON.stringify(service), service])).values()];
}

/** Behind a Service without Pods every write of an ExternalSecret or a store is refused, also our own. */
export function judgeFailClosed(
  configuration: KubernetesObject,
  service: { readonly name: string; readonly answers: boolean },
  applications: ReadonlySet<string>,
): Finding {
  const { name } = configuration.metadata;
  const check = `webhook ${name}`;
  if (service.answers) return { check, outcome: 'ok', said: `fail-closed, and ${service.name} answers` };
  const said = `fail-closed, and nothing answers for ${service.name}: writes of ${GROUP} objects are refused`;
  const manager = managerOf(configuration, applications);
  const command = `kubectl delete validatingwebhookconfiguration ${name}`;
  const fix = isGitOps(manager) ? `${command}, and take it out of ${formatManager(manager)} in Git` : command;
  return { check, outcome: 'failed', said, fix };
}
