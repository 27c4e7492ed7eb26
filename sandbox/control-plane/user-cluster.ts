import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { compileAuthentication } from '../../manifests/authentication.ts';
import { compileGuardPolicies } from '../../manifests/guard-policy.ts';
import { compileNotifierWebhooks } from '../../manifests/notifier-webhook.ts';
import { compileRbac } from '../../manifests/rbac.ts';
import type { ClusterConfiguration } from '../../stack/config.ts';
import { Administrator } from '../runtime/administrator.ts';
import { readManifest } from '../runtime/manifests.ts';
import { type ControlPlane, type ControlPlaneOptions, startControlPlane } from './control-plane.ts';
import { installDefinitions } from './install-definitions.ts';

/** A real control plane as a user's cluster is once sluice's manifests were applied. */
export interface UserCluster extends ControlPlane {
  readonly administrator: Administrator;
}

export interface UserClusterOptions extends Omit<ControlPlaneOptions, 'authentication'> {
  /** CustomResourceDefinitions to install. */
  readonly definitions: readonly KubernetesObject[];
}

/**
 * Starts a control plane with the definitions, and with the AuthenticationConfiguration, RBAC and guard policies that
 * are generated from the configuration, whose issuer has to present a certificate of `certificates`.
 * @throws Error when a server does not become ready or a manifest is refused; nothing runs then
 */
export async function startUserCluster(
  configuration: ClusterConfiguration,
  { definitions, ...options }: UserClusterOptions,
): Promise<UserCluster> {
  const authentication = withAuthority(compileAuthentication(configuration), options.certificates.ca);
  const plane = await startControlPlane({ ...options, ...(authentication && { authentication }) });
  try {
    const administrator = new Administrator(plane.transport);
    await installDefinitions({ administrator, transport: plane.transport }, definitions);
    await administrator.apply([
      ...readManifest('namespaces'),
      ...compileRbac(configuration),
      ...compileGuardPolicies(configuration),
      ...compileNotifierWebhooks(configuration),
    ]);
    return { ...plane, administrator };
  } catch (error) {
    await plane.stop(true);
    throw error;
  }
}

interface AuthenticationConfiguration {
  readonly jwt?: readonly { readonly issuer: object }[];
}

/** AWS's issuer has a public certificate; the one on this machine has ours. */
function withAuthority(configuration: AuthenticationConfiguration | undefined, certificateAuthority: string) {
  if (configuration === undefined) return undefined;
  const jwt = configuration.jwt?.map((entry) => ({
    ...entry,
    issuer: { ...entry.issuer, certificateAuthority },
  }));
  return { ...configuration, jwt };
}
