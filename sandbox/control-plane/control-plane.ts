import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Transport } from '../../lambdas/adapters/kubernetes/http.ts';
import type { CertificateAuthority } from '../runtime/certificate-authority.ts';
import { type AuditWebhook, startApiServer } from './api-server.ts';
import { buildControlPlane, type ControlPlaneBinaries } from './build-binaries.ts';
import { startControllerManager } from './controller-manager.ts';
import { countRequests } from './count-requests.ts';
import { startEtcd } from './etcd.ts';
import { findFreePorts } from './free-ports.ts';
import type { LoggedProcess } from './logged-process.ts';
import { createScratchDirectory } from './scratch-directory.ts';
import { createTokenTransport } from './token-transport.ts';

/** How a real control plane is started. */
export interface ControlPlaneOptions {
  /** Issues the API server's certificate. */
  readonly certificates: CertificateAuthority;
  /** AuthenticationConfiguration. @default tokens of the administrator only */
  readonly authentication?: Readonly<Record<string, unknown>>;
  /** Loopback address of the API server. @default 127.0.0.1 */
  readonly address?: string;
  /** Port of the API server. @default a free one */
  readonly port?: number;
  /**
   * Whether lists are answered from the API server's memory, which under many small writes waits for etcd up to a
   * tenth of a second each. The answers are the same without. @default true
   */
  readonly watchCache?: boolean;
  /** Tells a webhook of what happened, in place of what `requests` counts. @default the log only */
  readonly audit?: AuditWebhook;
  /** More flags of the API server, without `--`. @default none */
  readonly flags?: Readonly<Record<string, string>>;
  /** Added to the API server's environment. @default nothing */
  readonly environment?: Readonly<Record<string, string>>;
  /** Told what takes long. @default nothing is told */
  readonly report?: (text: string) => void;
}

/** etcd and kube-apiserver on loopback ports, with RBAC on. */
export interface ControlPlane {
  /** `https://127.0.0.1:<port>` */
  readonly endpoint: string;
  /** PEM. */
  readonly ca: string;
  /** Of a member of `system:masters`. */
  readonly token: string;
  /** Requests as that member. */
  readonly transport: Transport;
  /** Directory of the logs; `stop` removes it. */
  readonly logs: string;
  /** The last lines of the API server's log. */
  apiServerLog(): string;
  /** Requests answered so far by verb and resource (`update secrets`), those of the control plane aside. */
  requests(): ReadonlyMap<string, number>;
  /** Starts the API server again, with these flags in place of `flags`, as the kubelet does when its manifest changed. */
  restart(flags: Readonly<Record<string, string>>): Promise<void>;
  /** Garbage collector and namespace controller, which nothing else starts; they run until stopped. */
  startControllers(): Promise<Pick<LoggedProcess, 'stop'>>;
  /**
   * Stops everything and waits for it.
   * @param keepLogs leaves the directory of the logs where it is. @default false
   */
  stop(keepLogs?: boolean): Promise<void>;
}

/**
 * Builds what is missing and starts it.
 * @throws Error that names the log when a server does not become ready; nothing runs then
 */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const binaries = await buildControlPlane(options.report ?? (() => undefined));
  const scratch = createScratchDirectory('sluice-control-plane-');
  const logs = scratch.path;
  const started: LoggedProcess[] = [];
  const stop = async (keepLogs = false): Promise<void> => {
    for (const process of started.splice(0).reverse()) await process.stop();
    if (keepLogs) scratch.keep();
    else scratch.remove();
  };
  const place = (name: keyof ControlPlaneBinaries) => {
    const directory = join(logs, name);
    mkdirSync(directory, { recursive: true });
    return { command: binaries[name], directory };
  };
  try {
    return { ...(await startServers(options, place, started)), logs, stop };
  } catch (error) {
    await stop(true);
    throw error;
  }
}

/** The two servers; `started` is told of each process, also when a later step fails. */
async function startServers(
  {
    certificates,
    authentication,
    audit,
    environment,
    flags,
    watchCache = true,
    address = '127.0.0.1',
    port: wanted,
  }: ControlPlaneOptions,
  place: (name: keyof ControlPlaneBinaries) => { readonly command: string; readonly directory: string },
  started: LoggedProcess[],
): Promise<Omit<ControlPlane, 'logs' | 'stop'>> {
  const [etcdPort = 0, peerPort = 0, freePort = 0, managerPort = 0] = await findFreePorts(4);
  started.push(await startEtcd({ ...place('etcd'), port: etcdPort, peerPort }));
  const port = wanted ?? freePort;
  const [token, controllersToken] = [newToken(), newToken()];
  const options = {
    ...place('apiServer'),
    ...{ address, port, etcdPort, token, controllersToken, watchCache },
    certificate: certificates.issue([address, 'localhost']),
    ...(authentication && { authentication }),
    ...(audit && { audit }),
    ...(environment && { environment }),
    ...(flags && { flags }),
  };
  let server = startApiServer(options);
  started.push(server.process);
  const [endpoint, ca] = [`https://${address}:${port}`, certificates.ca];
  const transport = createTokenTransport({ endpoint, ca, token });
  await server.ready(transport);
  return {
    ...{ endpoint, ca, token, transport },
    apiServerLog: () => server.process.logTail(),
    requests: () => countRequests(server.auditLogPath),
    async restart(flags) {
      await server.process.stop();
      server = startApiServer({ ...options, flags });
      started.push(server.process);
      await server.ready(transport);
    },
    async startControllers() {
      const access = { port: managerPort, endpoint, ca, token: controllersToken };
      const manager = await startControllerManager({ ...place('controllerManager'), ...access });
      started.push(manager);
      return manager;
    },
  };
}

function newToken(): string {
  return randomBytes(24).toString('base64url');
}
