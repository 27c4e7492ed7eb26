import { isIP } from 'node:net';
import { connect } from 'node:tls';
import type { Doctor } from './doctor.ts';
import { type Finding, messageOf } from './finding.ts';
import type { LocatedCluster } from './located-cluster.ts';

const TIMEOUT_MS = 5_000;

/** Whether the endpoint shows a certificate that the configured authority signed. */
export async function checkCertificate({ located }: Doctor): Promise<readonly Finding[]> {
  const cluster = await located();
  const { hostname, port } = new URL(cluster.endpoint);
  const host = hostname.replace(/^\[|\]$/g, '');
  const servername = isIP(host) === 0 ? { servername: host } : {};
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: port === '' ? 443 : Number(port),
      ca: cluster.ca,
      timeout: TIMEOUT_MS,
      ...servername,
    });
    const end = (error?: unknown) => {
      socket.destroy();
      resolve([judgeHandshake(error, cluster)]);
    };
    socket.on('secureConnect', () => end());
    socket.on('timeout', () => end(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
    socket.on('error', end);
  });
}

/** @param error of the handshake; undefined: it succeeded */
export function judgeHandshake(
  error: unknown,
  { endpoint, ca }: Pick<LocatedCluster, 'endpoint' | 'ca'>,
): Finding {
  const check = 'certificate';
  if (error === undefined)
    return { check, outcome: 'ok', said: `${endpoint} is signed by the configured CA` };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/CERT|SIGNATURE|VERIFY|ALTNAME/.test(code)) {
    const bundle = ca.split('BEGIN CERTIFICATE').length - 1;
    const said = `${endpoint} is not believed with the ${bundle} certificate(s) of "ca": ${messageOf(error)}`;
    const fix = 'ca in the configuration: kubeadm keeps it in /etc/kubernetes/pki/ca.crt; then deploy';
    return { check, outcome: 'failed', said, fix };
  }
  const said = `${endpoint} does not answer from here: ${messageOf(error)}; the functions may stand closer`;
  return { check, outcome: 'could not tell', said };
}
