import { X509Certificate } from 'node:crypto';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createCertificateAuthority } from '../../../sandbox/runtime/certificate-authority.ts';

test('a server certificate names its hosts and is signed by the authority', () => {
  const authority = createCertificateAuthority();
  const ca = new X509Certificate(authority.ca);

  const server = new X509Certificate(authority.issue(['localhost', '127.0.0.1']).cert);

  expect(ca.ca).toBe(true);
  expect(server.ca).toBe(false);
  expect(server.verify(ca.publicKey)).toBe(true);
  expect(server.checkIssued(ca)).toBe(true);
  expect(server.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1');
  expect(server.validFromDate.getTime()).toBeLessThan(Date.now());
  expect(server.validToDate.getTime()).toBeGreaterThan(Date.now() + 300 * 86_400_000);
});

async function get(port: number, ca: string): Promise<number | undefined> {
  return await new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, ca }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

test('a client that pins the authority connects, and one that pins another does not', async () => {
  const authority = createCertificateAuthority();
  const server = createServer(authority.issue(['127.0.0.1']), (_request, response) => response.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  await expect(get(port, authority.ca)).resolves.toBe(200);
  await expect(get(port, createCertificateAuthority().ca)).rejects.toThrow(/certificate|signature/);

  server.closeAllConnections();
  server.close();
});

test('a user certificate has the user’s name and groups, and is good for clients only', () => {
  const authority = createCertificateAuthority();

  const user = new X509Certificate(authority.issueUser('sluice', ['sluice:secrets', 'sluice:dns']).cert);

  expect(user.subject).toBe('O=sluice:secrets\nO=sluice:dns\nCN=sluice');
  expect(user.verify(new X509Certificate(authority.ca).publicKey)).toBe(true);
  expect(user.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
});
