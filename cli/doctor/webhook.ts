import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { valueAt } from '../../lambdas/core/secrets/raw-json.ts';
import { compileNotifierWebhooks } from '../../manifests/notifier-webhook.ts';
import { readAll, WEBHOOK } from './cluster-objects.ts';
import { isCovered } from './covered.ts';
import type { Doctor } from './doctor.ts';
import { type Finding, type Link, messageOf } from './finding.ts';
import { ringNotifier } from './ring-notifier.ts';
import { countUnanswered, readMetrics } from './server-metrics.ts';

/** The way by which the cluster tells of its changes. Nothing depends on it: the sweep finds them too. */
export const NOTIFIER: Link = {
  name: 'notifier',
  needs: ['account', 'api-server'],
  checks: { function: checkFunction, webhook: checkWebhook, errors: checkErrors },
};

async function checkFunction(doctor: Doctor): Promise<readonly Finding[]> {
  const { notifier, name } = doctor.cluster;
  if (notifier === undefined) {
    const said = 'not configured: the sweep finds changes in the cluster within a minute';
    return [{ check: 'function', outcome: 'ok', said }];
  }
  const deployed = await doctor.account.function(`sluice-${name}-notify`);
  if (deployed === undefined) {
    const said = `there is no function sluice-${name}-notify`;
    return [{ check: 'function', outcome: 'failed', said, fix: doctor.deploy }];
  }
  if (notifier.url === undefined) {
    const said = 'notifier.url is missing: no webhook can be made';
    const fix = `notifier.url: the output NotifyUrl of ${doctor.deploy}`;
    return [{ check: 'function', outcome: 'failed', said, fix }];
  }
  return [await ring(`${notifier.url.replace(/\/$/, '')}/${notifier.path}/v1/admission`, doctor)];
}

/** The path is a secret of a kind, and is not printed. */
async function ring(url: string, { cluster, deploy }: Doctor): Promise<Finding> {
  const check = 'function';
  const { host } = new URL(url);
  try {
    const answer = await ringNotifier(url, cluster.notifier?.ca);
    if (answer.kind === 'allowed') return { check, outcome: 'ok', said: `${host} allows what it is asked` };
    const why = answer.status === 404 ? 'notifier.path is another one there' : 'it is no notifier';
    const said = `${host} answered ${answer.status} to a review: ${why}`;
    return { check, outcome: 'failed', said, fix: deploy };
  } catch (error) {
    const said = `${host} does not answer from here: ${messageOf(error)}`;
    return { check, outcome: 'could not tell', said };
  }
}

async function checkWebhook(doctor: Doctor): Promise<readonly Finding[]> {
  const { notifier } = doctor.cluster;
  if (notifier?.url === undefined) return [];
  const present = (await readAll(doctor.user().cluster, WEBHOOK)) ?? [];
  return compileNotifierWebhooks(doctor.cluster).map((wanted) => judgeWebhook(wanted, present, doctor));
}

/** Whether the API server was told of this very notifier, and by the conditions of this configuration. */
export function judgeWebhook(
  wanted: KubernetesObject,
  present: readonly KubernetesObject[],
  { sluice }: Pick<Doctor, 'sluice'>,
): Finding {
  const { name: check } = wanted.metadata;
  const fix = `${sluice('manifests webhook')} | kubectl apply --server-side -f -`;
  const found = present.find(({ metadata }) => metadata.name === check);
  if (found === undefined) {
    const said = 'is not in the cluster: the notifier hears nothing (unless the audit webhook tells it)';
    return { check, outcome: 'warn', said, fix };
  }
  const urls = (object: KubernetesObject) =>
    ((valueAt(object, 'webhooks') ?? []) as readonly unknown[]).map((one) =>
      valueAt(one, 'clientConfig', 'url'),
    );
  const [url] = urls(wanted);
  if (!urls(found).every((one) => one === url))
    return { check, outcome: 'failed', said: 'calls another URL than that of the configuration', fix };
  if (!isCovered(wanted['webhooks'], found['webhooks']))
    return { check, outcome: 'failed', said: 'is not the one of this configuration', fix };
  return { check, outcome: 'ok', said: `${urls(found).length} webhooks, failurePolicy Ignore` };
}

/** How often the API server went on without an answer; it counts from its start. */
async function checkErrors(doctor: Doctor): Promise<readonly Finding[]> {
  if (doctor.cluster.notifier?.url === undefined) return [];
  const failed = countUnanswered(await readMetrics(doctor.user()));
  const check = 'errors';
  if (failed === 0) return [{ check, outcome: 'ok', said: 'every review of this API server was answered' }];
  const said = `the API server went on without an answer ${failed} times since it started`;
  const fix = `aws logs tail /aws/lambda/sluice-${doctor.cluster.name}-notify --since 15m`;
  return [{ check, outcome: 'warn', said, fix }];
}
