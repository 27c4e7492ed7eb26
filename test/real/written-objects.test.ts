import { expect, test } from 'vitest';
import type { HttpRequest, Transport } from '../../lambdas/adapters/kubernetes/http.ts';
import { rememberWrites } from './written-objects.ts';

const SECRETS = '/api/v1/namespaces/auth/secrets';
const STORES = '/apis/external-secrets.io/v1/clustersecretstores';
const created: Transport = async () => ({
  status: 201,
  headers: {},
  body: '{"metadata":{"name":"from-server"}}',
});

async function pathsOf(requests: readonly HttpRequest[], server = created): Promise<readonly string[]> {
  const { transport, paths } = rememberWrites(server);
  for (const request of requests) await transport(request).catch(() => undefined);
  return [...paths];
}
const ask = (method: HttpRequest['method'], path: string, name?: string): HttpRequest => ({
  ...{ method, path, headers: {} },
  ...(method === 'POST' && { body: JSON.stringify({ metadata: { name } }) }),
});

test('what is created, replaced or patched is remembered once, its status and its query aside', async () => {
  const paths = await pathsOf([
    ask('POST', `${SECRETS}?fieldManager=a`, 'created'),
    ask('PUT', `${SECRETS}/replaced`),
    ask('PATCH', `${SECRETS}/replaced?fieldManager=a`),
    ask('PATCH', `${STORES}/store/status?force=true`),
    ask('PATCH', '/api/v1/namespaces/auth?fieldManager=a'),
    ask('POST', '/api/v1/namespaces', 'other'),
  ]);

  expect(paths).toEqual([
    `${SECRETS}/created`,
    `${SECRETS}/replaced`,
    `${STORES}/store`,
    '/api/v1/namespaces/auth',
    '/api/v1/namespaces/other',
  ]);
});

test('a name that the server has chosen is remembered, and not when it refused', async () => {
  const refused: Transport = async () => ({
    status: 409,
    headers: {},
    body: '{"metadata":{"name":"no"}}',
  });

  expect(await pathsOf([ask('POST', SECRETS)])).toEqual([`${SECRETS}/from-server`]);
  expect(await pathsOf([ask('POST', SECRETS)], refused)).toEqual([]);
});

test('a write whose answer is lost may have been done', async () => {
  const lost: Transport = () => Promise.reject(new Error('reset'));

  expect(await pathsOf([ask('POST', SECRETS, 'created'), ask('PUT', `${SECRETS}/put`)], lost)).toEqual([
    `${SECRETS}/created`,
    `${SECRETS}/put`,
  ]);
});

test('reads, deletions, dry runs and what is asked of an object make nothing', async () => {
  const paths = await pathsOf([
    ask('GET', `${SECRETS}/a`),
    ask('DELETE', `${SECRETS}/a`),
    ask('PATCH', `${SECRETS}/a?fieldManager=b&dryRun=All`),
    ask('POST', '/api/v1/namespaces/auth/serviceaccounts/a/token', 'a'),
  ]);

  expect(paths).toEqual([]);
});
