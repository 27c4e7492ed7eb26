import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Transport } from '../../lambdas/adapters/kubernetes/http.ts';
import type { ServerCertificate } from '../runtime/certificate-authority.ts';
import { awaitReady } from './await-ready.ts';
import { type LoggedProcess, startProcess } from './logged-process.ts';

/** How kube-apiserver is started. */
export interface ApiServerProcessOptions {
  readonly command: string;
  /** For its files and its log. */
  readonly directory: string;
  readonly address: string;
  readonly port: number;
  readonly etcdPort: number;
  readonly certificate: ServerCertificate;
  /** Of the administrator. */
  readonly token: string;
  readonly controllersToken: string;
  readonly watchCache: boolean;
  /** AuthenticationConfiguration, written to a file. */
  readonly authentication?: Readonly<Record<string, unknown>>;
  /** Tells a webhook of what happened. @default the log only */
  readonly audit?: AuditWebhook;
  /** More flags, or others for those above, without `--`. @default none */
  readonly flags?: Readonly<Record<string, string>>;
  /** Added to this process's environment. @default nothing */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Files for `--audit-policy-file`, which then also rules the log, and `--audit-webhook-config-file`. */
export interface AuditWebhook {
  readonly policy: object;
  readonly kubeconfig: object;
}

/** Name, uid and group of the administrator, as in kubeadm's admin.conf, and of the controllers. */
const ADMINISTRATOR = 'kubernetes-admin,kubernetes-admin,system:masters';
const CONTROLLERS = 'system:kube-controller-manager,controllers,system:masters';

const AUDIT_LOG = 'audit.log';
/** Who asked for what, without bodies; what the server asks of itself is left out. */
const AUDIT_POLICY = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived', 'ResponseStarted'],
  rules: [{ level: 'None', users: ['system:apiserver'] }, { level: 'Metadata' }],
};

/** kube-apiserver with RBAC, not necessarily ready yet. */
export function startApiServer(options: ApiServerProcessOptions): {
  readonly process: LoggedProcess;
  /** One line of JSON for each request that was answered (auditPolicy). */
  readonly auditLogPath: string;
  /** Resolves when it answers `/readyz` and has made the namespace `default`. */
  ready(transport: Transport): Promise<void>;
} {
  const { command, directory } = options;
  const process = startProcess({
    name: 'kube-apiserver',
    command,
    args: Object.entries(flagsFor(options)).map(([name, value]) => `--${name}=${value}`),
    logPath: join(directory, 'kube-apiserver.log'),
    ...(options.environment && { environment: options.environment }),
  });
  const isOk = async (transport: Transport, path: string) =>
    (await transport({ method: 'GET', path, headers: {} })).status === 200;
  return {
    process,
    auditLogPath: join(directory, AUDIT_LOG),
    ready: (transport) =>
      awaitReady(
        process,
        async () =>
          (await isOk(transport, '/readyz')) && (await isOk(transport, '/api/v1/namespaces/default')),
      ),
  };
}

function formatTokens({ token, controllersToken }: ApiServerProcessOptions): string {
  return `${token},${ADMINISTRATOR}\n${controllersToken},${CONTROLLERS}\n`;
}

function flagsFor(options: ApiServerProcessOptions): Readonly<Record<string, string>> {
  const { directory, address, port, etcdPort, certificate, watchCache, authentication, audit } = options;
  const write = (name: string, text: string): string => {
    const path = join(directory, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = write('service-accounts.pem', String(privateKey.export({ type: 'sec1', format: 'pem' })));
  return {
    'etcd-servers': `http://127.0.0.1:${etcdPort}`,
    'bind-address': address,
    'secure-port': String(port),
    'endpoint-reconciler-type': 'none',
    'watch-cache': String(watchCache),
    // Both families: Services may ask for either.
    'service-cluster-ip-range': '10.96.0.0/16,fd00:10:96::/112',
    'authorization-mode': 'RBAC',
    // Nothing makes the ServiceAccounts that this plugin would ask for: no Pod ever runs here.
    'disable-admission-plugins': 'ServiceAccount',
    'service-account-issuer': 'https://kubernetes.default.svc',
    'service-account-key-file': key,
    'service-account-signing-key-file': key,
    'tls-cert-file': write('server.crt', certificate.cert),
    'tls-private-key-file': write('server.key', certificate.key),
    'token-auth-file': write('tokens.csv', formatTokens(options)),
    'audit-policy-file': write('audit-policy.json', JSON.stringify(audit?.policy ?? AUDIT_POLICY)),
    'audit-log-path': join(directory, AUDIT_LOG),
    ...(audit && {
      'audit-webhook-config-file': write('audit-webhook.json', JSON.stringify(audit.kubeconfig)),
      'audit-webhook-mode': 'batch',
      'audit-webhook-batch-max-wait': '1s',
    }),
    ...(authentication && {
      'authentication-config': write('authentication.json', JSON.stringify(authentication)),
    }),
    ...options.flags,
  };
}
