import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { openUserCluster } from '../../cli/user-cluster.ts';
import { createCertificateAuthority } from '../../sandbox/runtime/certificate-authority.ts';
import { formatKubeconfig } from '../../sandbox/runtime/kubeconfig.ts';

/** A server that tells the path it was asked for. */
const certificates = createCertificateAuthority();
const directory = mkdtempSync(join(tmpdir(), 'sluice-kubeconfig-'));
let server: Server;
let origin = '';

beforeAll(async () => {
  server = createServer(certificates.issue(['127.0.0.1']), ({ url }, response) => void response.end(url));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true, force: true });
});
afterEach(() => void vi.unstubAllEnvs());

test.each([
  ['', '/api/v1/nodes?limit=1'],
  ['/', '/api/v1/nodes?limit=1'],
  ['/k8s/clusters/c-1', '/k8s/clusters/c-1/api/v1/nodes?limit=1'],
  ['/k8s/clusters/c-1/', '/k8s/clusters/c-1/api/v1/nodes?limit=1'],
])('a server of the kubeconfig with path %j is asked below that path', async (path, asked) => {
  const file = join(directory, 'kubeconfig');
  writeFileSync(file, formatKubeconfig({ endpoint: `${origin}${path}`, ca: certificates.ca, token: 't' }));
  vi.stubEnv('KUBECONFIG', file);

  const { transport } = openUserCluster(undefined);
  const { body } = await transport({ method: 'GET', path: '/api/v1/nodes?limit=1', headers: {} });

  expect(body).toBe(asked);
});
