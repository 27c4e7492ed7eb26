import type { ClusterConfiguration } from '../../stack/config.ts';
import { readVersion } from '../init/read-cluster.ts';
import { minorOf, WEB_IDENTITY_MINOR } from '../server-version.ts';
import type { UserCluster } from '../user-cluster.ts';
import { certificatesOf } from './certificates.ts';
import type { Doctor } from './doctor.ts';
import { type Finding, type Link, messageOf } from './finding.ts';
import type { LocatedCluster } from './located-cluster.ts';

/** The API server, as the person with the kubeconfig reaches it: what follows is asked through it. */
export const API_SERVER: Link = {
  name: 'api-server',
  needs: [],
  checks: { kubeconfig: checkKubeconfig, version: checkVersion },
};

async function checkKubeconfig(doctor: Doctor): Promise<readonly Finding[]> {
  const check = 'kubeconfig';
  try {
    doctor.user();
  } catch (error) {
    const fix = 'KUBECONFIG=<file>, or --context <name>';
    return [{ check, outcome: 'failed', said: messageOf(error), fix }];
  }
  return [judgeKubeconfig(doctor.user(), await doctor.located())];
}

/** A context of another cluster would be judged by this one's configuration. */
export function judgeKubeconfig(
  { context, endpoint, ca }: Pick<UserCluster, 'context' | 'endpoint' | 'ca'>,
  cluster: Pick<LocatedCluster, 'name' | 'endpoint' | 'ca'>,
): Finding {
  const check = 'kubeconfig';
  const sameEndpoint = endpoint === cluster.endpoint.replace(/\/$/, '');
  const ours = certificatesOf(cluster.ca);
  const sameAuthority = certificatesOf(ca).some((one) => ours.includes(one));
  if (sameEndpoint || sameAuthority) return { check, outcome: 'ok', said: `context ${context}, ${endpoint}` };
  return {
    check,
    outcome: 'warn',
    said:
      `context ${context} has neither the endpoint nor the certificate authority of cluster ${cluster.name} ` +
      `(${cluster.endpoint}): is it another cluster?`,
    fix: '--context <the context of this cluster>',
  };
}

async function checkVersion(doctor: Doctor): Promise<readonly Finding[]> {
  const check = 'version';
  try {
    const version = await readVersion(doctor.user());
    return [judgeVersion(version, doctor.cluster)];
  } catch (error) {
    return [{ check, outcome: 'failed', said: messageOf(error), fix: 'kubectl version has to answer' }];
  }
}

export function judgeVersion(version: string, { auth }: Pick<ClusterConfiguration, 'auth'>): Finding {
  const check = 'version';
  if (auth.mode === 'web-identity' && minorOf(version) < WEB_IDENTITY_MINOR) {
    const said = `Kubernetes ${version} takes no AuthenticationConfiguration (1.${WEB_IDENTITY_MINOR} does)`;
    return { check, outcome: 'failed', said, fix: 'auth: { mode: token, parameter: /sluice/token }' };
  }
  return { check, outcome: 'ok', said: `Kubernetes ${version}` };
}
