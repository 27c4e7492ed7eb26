import type { ClusterConfiguration } from '../../stack/config.ts';
import type { SandboxAws } from '../aws/aws.ts';
import { listenFunctionUrls } from '../aws/endpoint.ts';
import type { CertificateAuthority } from './certificate-authority.ts';

/**
 * The configuration as it is after the first deployment: with the URL at which this machine serves the notifier over
 * TLS, and the CA that signs it. Unchanged when no notifier is configured.
 * @param closers gets what ends the server
 */
export async function serveNotifier(
  cluster: ClusterConfiguration,
  {
    aws,
    certificates,
    closers,
  }: {
    readonly aws: SandboxAws;
    readonly certificates: CertificateAuthority;
    readonly closers: (() => unknown)[];
  },
): Promise<ClusterConfiguration> {
  const { notifier, name } = cluster;
  if (notifier === undefined) return cluster;
  const { url, close } = await listenFunctionUrls(aws, certificates.issue(['127.0.0.1']));
  closers.push(close);
  return {
    ...cluster,
    notifier: { ...notifier, url: `${url}/function-url/sluice-${name}-notify/`, ca: certificates.ca },
  };
}
