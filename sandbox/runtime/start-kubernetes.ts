import { randomBytes } from 'node:crypto';
import { compileAuthentication } from '../../manifests/authentication.ts';
import { compileGuardPolicies } from '../../manifests/guard-policy.ts';
import { eksNameOf } from '../../manifests/identity.ts';
import { compileNotifierWebhooks } from '../../manifests/notifier-webhook.ts';
import { compileRbac } from '../../manifests/rbac.ts';
import type { ClusterConfiguration } from '../../stack/config.ts';
import type { SandboxAws } from '../aws/aws.ts';
import { readEksToken } from '../aws/eks/read-token.ts';
import { keySet } from '../aws/sts/web-identity.ts';
import { createApiServer } from '../kubernetes/api-server.ts';
import { createAuthenticator } from '../kubernetes/authentication.ts';
import { readDefinitions } from '../kubernetes/definitions.ts';
import type { Caller } from '../kubernetes/requests/context.ts';
import { listenKubernetes } from '../kubernetes/tls-server.ts';
import { ADMINISTRATOR, Administrator } from './administrator.ts';
import type { CertificateAuthority } from './certificate-authority.ts';
import type { SandboxClock } from './clock.ts';
import { startControllers } from './controllers.ts';
import { formatKubeconfig } from './kubeconfig.ts';
import type { LogGroups } from './log-groups.ts';
import { readManifest } from './manifests.ts';

/** Where the API server says why it refused a token, and what RBAC refused. */
const LOG_GROUP = 'kube-apiserver';

/** What the cluster needs from the sandbox around it. */
export interface KubernetesSurroundings {
  readonly clock: SandboxClock;
  readonly aws: SandboxAws;
  readonly certificates: CertificateAuthority;
  readonly logs: LogGroups;
  readonly port: number;
}

/** The sandbox's cluster, listening. */
export interface RunningKubernetes {
  readonly administrator: Administrator;
  /** For kubectl, with the rights of an administrator. */
  readonly kubeconfig: string;
  /** Makes a bearer token of somebody. @default undefined with a real API server, which makes them itself */
  readonly issueToken?: (caller: Caller) => string;
  /** Requests answered so far by verb and resource: `update secrets`, `patch externalsecrets/status`. */
  requests(): ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/**
 * The API server as a user's cluster is after `docs/getting-started`: our CRDs, RBAC, guard policies and the
 * AuthenticationConfiguration, all generated from the configuration. Tokens are verified with the keys of the
 * sandbox's STS, read in process instead of from the issuer's URL.
 */
export async function startKubernetes(
  cluster: ClusterConfiguration,
  surroundings: KubernetesSurroundings,
): Promise<RunningKubernetes> {
  const { clock, certificates, logs, port } = surroundings;
  const tokens = new Map<string, Caller>();
  const issueToken = (caller: Caller): string => {
    const issued = randomBytes(24).toString('base64url');
    tokens.set(issued, caller);
    return issued;
  };
  logs.create(LOG_GROUP);
  const log = (text: string): void => logs.write({ at: clock.now(), group: LOG_GROUP, text });
  const controllers = startControllers(() => server.collectGarbage());
  const server = createApiServer({
    now: () => clock.now(),
    definitions: readDefinitions(),
    rbac: true,
    onChange: () => controllers.changed(),
    denied: (why) => log(`RBAC DENY: ${why}`),
    authenticate: createAuthenticator({
      ...rulesOf(cluster, surroundings),
      tokens,
      rejected: (why) => log(`token refused: ${why}`),
    }),
  });
  const administrator = new Administrator((request) => server.handle(request, ADMINISTRATOR));
  await administrator.apply([
    ...readManifest('namespaces'),
    ...compileRbac(cluster),
    ...compileGuardPolicies(cluster),
    ...compileNotifierWebhooks(cluster),
  ]);
  const certificate = certificates.issue(['127.0.0.1', 'localhost']);
  const { endpoint, close } = await listenKubernetes({ server, certificate, port });
  const token = issueToken(ADMINISTRATOR);
  const kubeconfig = formatKubeconfig({ endpoint, ca: certificates.ca, token });
  return {
    issueToken,
    administrator,
    kubeconfig,
    requests: () => server.requests,
    close: () => {
      controllers.stop();
      return close();
    },
  };
}

/** Whom a user's API server would let in. */
function rulesOf(cluster: ClusterConfiguration, { aws, clock }: KubernetesSurroundings) {
  const configuration = compileAuthentication(cluster);
  return {
    ...(configuration === undefined ? {} : { configuration }),
    fetchKeys: async () => keySet(aws.in().sts.state),
    now: () => clock.now(),
    webhook: tokenWebhook(cluster, { aws, clock }),
  };
}

/** EKS lets in whom its access entries name; other clusters know no such tokens. */
function tokenWebhook(
  cluster: ClusterConfiguration,
  { aws, clock }: Pick<KubernetesSurroundings, 'aws' | 'clock'>,
): (token: string) => Caller | undefined {
  if (cluster.auth.mode !== 'eks') return () => undefined;
  const clusterName = eksNameOf(cluster);
  const { credentials } = aws;
  return (token) =>
    readEksToken(token, {
      clusterName,
      eks: aws.in(cluster.region).eks.state,
      credentials,
      now: clock.now(),
    });
}
