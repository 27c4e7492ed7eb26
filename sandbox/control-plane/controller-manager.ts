import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatKubeconfig } from '../runtime/kubeconfig.ts';
import { awaitReady } from './await-ready.ts';
import { type LoggedProcess, startProcess } from './logged-process.ts';

/** The controllers that tests need: without them nothing owned is collected and no namespace ends. */
const CONTROLLERS = ['garbage-collector-controller', 'namespace-controller'];

/** kube-controller-manager as the administrator, ready when its caches have been filled. */
export async function startControllerManager(options: {
  readonly command: string;
  readonly directory: string;
  readonly port: number;
  readonly endpoint: string;
  /** PEM. */
  readonly ca: string;
  readonly token: string;
}): Promise<LoggedProcess> {
  const { command, directory, port, endpoint, ca, token } = options;
  const kubeconfig = join(directory, 'kubeconfig');
  writeFileSync(kubeconfig, formatKubeconfig({ endpoint, ca, token }), { mode: 0o600 });
  const flags = {
    kubeconfig,
    controllers: CONTROLLERS.join(','),
    'leader-elect': 'false',
    'bind-address': '127.0.0.1',
    'secure-port': String(port),
    'cert-dir': directory,
    'authentication-skip-lookup': 'true',
  };
  const manager = startProcess({
    name: 'kube-controller-manager',
    command,
    args: Object.entries(flags).map(([name, value]) => `--${name}=${value}`),
    logPath: join(directory, 'kube-controller-manager.log'),
  });
  await awaitReady(manager, async () => manager.logTail().includes('resource monitors have synced'));
  return manager;
}
