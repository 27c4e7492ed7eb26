import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { POD } from '../../lambdas/core/resources.ts';
import type { Half } from '../../manifests/identity.ts';
import { eksNameOf, identityOf } from '../../manifests/identity.ts';
import { parseReport } from '../function-report.ts';
import { checkCredential } from './credential.ts';
import type { Doctor } from './doctor.ts';
import { type Finding, type Link, messageOf } from './finding.ts';
import { countTokens, readMetrics, type TokenCounts } from './server-metrics.ts';

/** Whether the API server takes the functions for who they are. */
export const AUTHENTICATION: Link = {
  name: 'authentication',
  needs: ['function'],
  checks: {
    'api-server flag': checkFlag,
    'eks access': checkEks,
    credential: checkCredential,
    'dry run': checkDryRuns,
  },
};

/** kubeadm runs the API server as a static Pod, whose arguments anybody with the right to list Pods can read. */
async function checkFlag(doctor: Doctor): Promise<readonly Finding[]> {
  if (doctor.cluster.auth.mode !== 'web-identity') return [];
  const { items } = await doctor.user().cluster.list(POD, { namespace: 'kube-system' });
  return [judgeFlag(items.filter(isApiServer), doctor)];
}

function isApiServer({ metadata }: KubernetesObject): boolean {
  return metadata.labels?.['component'] === 'kube-apiserver';
}

interface PodSpec {
  readonly containers?: readonly {
    readonly command?: readonly string[];
    readonly args?: readonly string[];
  }[];
}

/** Every API server of the control plane needs the file: a request may meet any of them. */
export function judgeFlag(pods: readonly KubernetesObject[], { sluice }: Pick<Doctor, 'sluice'>): Finding {
  const check = 'api-server flag';
  if (pods.length === 0) {
    const said = 'no Pod of kube-apiserver is to be seen: its --authentication-config cannot be read';
    return { check, outcome: 'could not tell', said };
  }
  const without = pods.filter((pod) => !/--(authentication-config|oidc-issuer-url)=/.test(argumentsOf(pod)));
  if (without.length === 0) {
    const said = `--authentication-config on ${pods.map(({ metadata }) => metadata.name).join(', ')}`;
    return { check, outcome: 'ok', said };
  }
  const names = without.map(({ metadata }) => metadata.name).join(', ');
  const said = `${names} ${without.length === 1 ? 'has' : 'have'} no --authentication-config`;
  const fix = `${sluice('manifests authentication')} makes the file, ${sluice('manifests kubeadm')} the arguments`;
  return { check, outcome: 'failed', said, fix };
}

function argumentsOf({ spec }: KubernetesObject): string {
  const { containers = [] } = (spec ?? {}) as PodSpec;
  return containers.flatMap(({ command = [], args = [] }) => [...command, ...args]).join('\n');
}

async function checkEks(doctor: Doctor): Promise<readonly Finding[]> {
  if (doctor.cluster.auth.mode !== 'eks') return [];
  const { examineEks } = await import('./eks-access.ts');
  return examineEks(doctor);
}

/** A plan of an object that is not there: the whole way from AWS to the API server and back, and nothing is written. */
const DRY_RUN = { action: 'plan', namespace: 'sluice-system', name: 'doctor' };

async function checkDryRuns(doctor: Doctor): Promise<readonly Finding[]> {
  return (await Promise.all(doctor.halves.map((half) => dryRun(doctor, half)))).flat();
}

async function dryRun(doctor: Doctor, half: Half): Promise<readonly Finding[]> {
  const { cluster } = doctor;
  const { functionName } = identityOf(cluster, half);
  try {
    const request = { region: cluster.region, functionName, payload: DRY_RUN };
    const { report } = parseReport(half, await doctor.invoke(request));
    const failed = report.entries.filter(({ action }) => action === 'failed');
    return [judgeReport(failed, half)];
  } catch (error) {
    return [judgeRefusal(messageOf(error), half, { doctor, counts: await readCounts(doctor) })];
  }
}

/** What the person may not read tells nothing. */
async function readCounts({ cluster: { auth }, user }: Doctor): Promise<TokenCounts | undefined> {
  if (auth.mode !== 'web-identity' || auth.issuer === undefined) return undefined;
  const metrics = await readMetrics(user()).catch(() => undefined);
  return metrics === undefined ? undefined : countTokens(metrics, auth.issuer);
}

type Entry = ReturnType<typeof parseReport>['report']['entries'][number];

function judgeReport(failed: readonly Entry[], half: Half): Finding {
  const check = `${half} dry run`;
  const [first] = failed;
  if (first === undefined) return { check, outcome: 'ok', said: 'the API server accepts the function' };
  const more = failed.length === 1 ? '' : `, and ${failed.length - 1} more`;
  const said = `accepted, but ${first.subject}: ${first.reason} ${first.message ?? ''}`.trim() + more;
  return { check, outcome: 'warn', said, fix: 'see rbac and iam below' };
}

/** Which rule refused the function, as far as its message and the API server's own counters tell. */
export function judgeRefusal(
  message: string,
  half: Half,
  {
    doctor,
    counts,
  }: {
    readonly doctor: Pick<Doctor, 'cluster' | 'sluice' | 'deploy'>;
    readonly counts: TokenCounts | undefined;
  },
): Finding {
  const check = `${half} dry run`;
  const { cluster, sluice } = doctor;
  const failed = (said: string, fix: string): Finding => ({ check, outcome: 'failed', said, fix });
  if (/sluice resume/.test(message))
    return { check, outcome: 'could not tell', said: message, fix: sluice(`resume ${half}`) };
  if (/OutboundWebIdentityFederationDisabled/.test(message))
    return failed(message, 'aws iam enable-outbound-web-identity-federation');
  if (/not authorized to perform/.test(message))
    return failed(message, `${doctor.deploy}, when "iam" below names the statement`);
  if (/\(401\)/.test(message)) return failed(`${message}${ruleOf(counts)}`, fixOf(doctor, half));
  if (/ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|does not answer|no answer|timed out/i.test(message)) {
    const fix =
      cluster.network === undefined
        ? 'network in the configuration for a private API server; else its firewall'
        : `let the security groups ${cluster.network.securityGroupIds.join(', ')} in to ${cluster.endpoint ?? 'the endpoint of the EKS cluster'}`;
    return failed(`the function does not reach the API server: ${message}`, fix);
  }
  if (/EKS cluster \S+ (in|is) /.test(message))
    return failed(
      message,
      'auth.clusterName and region in the configuration, or endpoint and ca; then deploy',
    );
  if (/CERT|certificate|altname/i.test(message))
    return failed(message, 'ca in the configuration, then deploy');
  return failed(message, `aws logs tail /aws/lambda/${identityOf(cluster, half).functionName} --since 15m`);
}

/** The API server's log names the rule; its counters tell which rules it can have been. */
function ruleOf(counts: TokenCounts | undefined): string {
  if (counts === undefined) return '';
  if (!counts.knowsIssuer)
    return '; the API server has met no token of auth.issuer: its file names another issuer, or cannot get at its keys';
  return counts.refused === 0
    ? '; the API server has refused no token of auth.issuer: the function brings one of another issuer'
    : `; it has refused ${counts.refused} tokens of this issuer: by their audience, or by a rule that its log names`;
}

function fixOf(
  { cluster, sluice, deploy }: Pick<Doctor, 'cluster' | 'sluice' | 'deploy'>,
  half: Half,
): string {
  switch (cluster.auth.mode) {
    case 'web-identity':
      return `${sluice('manifests authentication')} has to be the API server's --authentication-config; kubectl logs -n kube-system -l component=kube-apiserver`;
    case 'eks': {
      const { roleArn, group } = identityOf(cluster, half);
      return `${deploy}, or aws eks create-access-entry --cluster-name ${eksNameOf(cluster)} --principal-arn ${roleArn} --kubernetes-groups ${group}`;
    }
    default:
      return `a credential that is good, in parameter ${cluster.auth.parameter}`;
  }
}
