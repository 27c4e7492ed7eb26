import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ControlPlane } from '../../sandbox/control-plane/control-plane.ts';
import { findFreePorts } from '../../sandbox/control-plane/free-ports.ts';
import { type LoggedProcess, startProcess } from '../../sandbox/control-plane/logged-process.ts';
import { formatKubeconfig } from '../../sandbox/runtime/kubeconfig.ts';

export interface EsoOptions {
  readonly binary: string;
  readonly plane: ControlPlane;
  /** Where the operator finds every service of AWS. */
  readonly aws: { readonly url: string; readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The services whose endpoints the operator takes from the environment (reference: eso 3.1). */
const SERVICES = ['SSM', 'SECRETSMANAGER', 'STS'];

/** Starts the operator against a control plane and an AWS on loopback ports, with the rights of an administrator. */
export async function startEso({ binary, plane, aws }: EsoOptions): Promise<LoggedProcess> {
  const kubeconfig = join(plane.logs, 'eso.kubeconfig');
  writeFileSync(kubeconfig, formatKubeconfig(plane), { mode: 0o600 });
  const [metrics = 0, live = 0] = await findFreePorts(2);
  return startProcess({
    name: 'external-secrets',
    command: binary,
    args: [
      `--metrics-addr=127.0.0.1:${metrics}`,
      `--live-addr=127.0.0.1:${live}`,
      '--enable-push-secret-reconciler=false',
      '--enable-cluster-push-secret-reconciler=false',
      '--enable-generator-state=false',
      '--concurrent=4',
      '--client-qps=500',
      '--client-burst=1000',
    ],
    logPath: join(plane.logs, 'external-secrets.log'),
    environment: {
      KUBECONFIG: kubeconfig,
      AWS_REGION: 'ap-northeast-2',
      AWS_ACCESS_KEY_ID: aws.accessKeyId,
      AWS_SECRET_ACCESS_KEY: aws.secretAccessKey,
      AWS_SESSION_TOKEN: '',
      AWS_ENDPOINT_URL: aws.url,
      ...Object.fromEntries(SERVICES.map((service) => [`AWS_${service}_ENDPOINT`, aws.url])),
    },
  });
}
