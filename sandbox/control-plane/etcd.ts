import { join } from 'node:path';
import { awaitReady } from './await-ready.ts';
import { type LoggedProcess, startProcess } from './logged-process.ts';

/** etcd that lives as long as the control plane, and for that reason never waits for the disk. */
export async function startEtcd(options: {
  readonly command: string;
  readonly directory: string;
  readonly port: number;
  readonly peerPort: number;
}): Promise<LoggedProcess> {
  const { command, directory, port, peerPort } = options;
  const [url, peerUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peerPort}`];
  const flags = {
    'data-dir': join(directory, 'data'),
    'listen-client-urls': url,
    'advertise-client-urls': url,
    'listen-peer-urls': peerUrl,
    'initial-advertise-peer-urls': peerUrl,
    'initial-cluster': `default=${peerUrl}`,
    'log-level': 'warn',
  };
  const etcd = startProcess({
    name: 'etcd',
    command,
    args: [...Object.entries(flags).map(([name, value]) => `--${name}=${value}`), '--unsafe-no-fsync'],
    logPath: join(directory, 'etcd.log'),
  });
  await awaitReady(etcd, async () => (await fetch(`${url}/health`)).ok);
  return etcd;
}
