import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Transport } from '../../lambdas/adapters/kubernetes/http.ts';
import type { CertificateAuthority } from '../runtime/certificate-authority.ts';
import { startApiServer } from './api-server.ts';
import { buildControlPlane } from './build-binaries.ts';
import { startControllerManager } from './controller-manager.ts';
import { startEtcd } from './etcd.ts';
import { findFreePorts } from './free-ports.ts';
import type { LoggedProcess } from './logged-process.ts';
import { createTokenTransport } from './token-transport.ts';

/** How a real control plane is started. */
export interface ControlPlaneOptions {
  /** Issues the API server's certificate. */
  readonly certificates: CertificateAuthority;
  /** AuthenticationConfiguration. @default tokens of the administrator only */
  readonly authentication?: Readonly<Record<string, unknown>>;
  /** Port of the API server. @default a free one */
  readonly port?: number;
  /**
   * Whether lists are answered from the API server's memory, which under many small writes waits for etcd up to a
   * tenth of a second each. The answers are the same without. @default true
   */
  readonly watchCache?: boolean;
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
  const [etcdPort = 0, peerPort = 0, freePort = 0, managerPort = 0] = await findFreePorts(4);
  const port = options.port ?? freePort;
  const directory = mkdtempSync(join(tmpdir(), 'sluice-control-plane-'));
  const endpoint = `https://127.0.0.1:${port}`;
  const token = randomBytes(24).toString('base64url');
  const started: LoggedProcess[] = [];
  const stop = async (keepLogs = false): Promise<void> => {
    for (const process of started.splice(0).reverse()) await process.stop();
    if (!keepLogs) rmSync(directory, { recursive: true, force: true });
  };
  const at = (name: string): string => {
    const path = join(directory, name);
    mkdirSync(path, { recursive: true });
    return path;
  };
  try {
    const etcd = await startEtcd({ command: binaries.etcd, directory: at('etcd'), port: etcdPort, peerPort });
    started.push(etcd);
    const { certificates, authentication, watchCache = true } = options;
    const access = {
      certificate: certificates.issue(['127.0.0.1', 'localhost']),
      ca: certificates.ca,
      token,
    };
    const place = { command: binaries.apiServer, directory: at('kube-apiserver'), port, etcdPort };
    const settings = { watchCache, ...(authentication && { authentication }) };
    const server = startApiServer({ ...place, ...access, ...settings });
    started.push(server.process);
    const transport = createTokenTransport({ endpoint, ca: certificates.ca, token });
    await server.ready(transport);
    return {
      endpoint,
      ca: certificates.ca,
      token,
      transport,
      logs: directory,
      apiServerLog: () => server.process.logTail(),
      async startControllers() {
        const place = { command: binaries.controllerManager, directory: at('kube-controller-manager') };
        const access = { port: managerPort, endpoint, ca: certificates.ca, token };
        const manager = await startControllerManager({ ...place, ...access });
        started.push(manager);
        return manager;
      },
      stop,
    };
  } catch (error) {
    await stop(true);
    throw error;
  }
}
