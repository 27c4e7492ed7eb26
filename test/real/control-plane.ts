import { createAws, type SandboxAws } from '../../sandbox/aws/aws.ts';
import { listenIssuer } from '../../sandbox/control-plane/issuer.ts';
import { startUserCluster, type UserCluster } from '../../sandbox/control-plane/user-cluster.ts';
import { createCertificateAuthority } from '../../sandbox/runtime/certificate-authority.ts';
import { readExampleCluster } from '../../sandbox/runtime/example-configuration.ts';
import type { ClusterConfiguration } from '../../stack/config.ts';
import { definitionsOf, readRealDefinitions } from './definitions.ts';

/** The example's cluster on real servers, and the STS that it trusts. */
export interface RealCluster extends UserCluster {
  readonly configuration: ClusterConfiguration;
  /** Makes web identity tokens; its issuer is the one that the API server trusts. */
  readonly aws: SandboxAws;
}

/**
 * etcd and kube-apiserver with the example's AuthenticationConfiguration, RBAC and guard policies, the definitions that
 * `SLUICE_REAL_CRDS` asks for, and an HTTPS issuer beside it.
 * @throws Error that names the logs; nothing runs then
 */
export async function startRealCluster(options: { readonly address?: string } = {}): Promise<RealCluster> {
  const certificates = createCertificateAuthority();
  let aws: SandboxAws | undefined;
  const issuer = await listenIssuer(certificates.issue(['127.0.0.1']), () => aws);
  const example = readExampleCluster('https://127.0.0.1', certificates.ca);
  const { account, region } = example;
  aws = createAws({ now: Date.now, account, region, issuer: issuer.url });
  const configuration = { ...example, auth: { ...example.auth, issuer: issuer.url } } as ClusterConfiguration;
  try {
    const definitions = await readRealDefinitions(definitionsOf());
    const cluster = await startUserCluster(configuration, { ...options, certificates, definitions });
    return {
      ...cluster,
      configuration: { ...configuration, endpoint: cluster.endpoint },
      aws,
      async stop(keepLogs) {
        await cluster.stop(keepLogs);
        await issuer.close();
      },
    };
  } catch (error) {
    await issuer.close();
    throw error;
  }
}
