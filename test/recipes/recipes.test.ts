import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { KubernetesObject, ResourceType } from '../../lambdas/core/kubernetes.ts';
import { GENERATOR_KINDS, NAMESPACE, SECRET } from '../../lambdas/core/resources.ts';
import { EXTERNAL_SECRET_V1, STORE_V1, store } from '../secret-sync/objects.ts';
import { createWorld } from '../secret-sync/world.ts';

const DIRECTORY = join(import.meta.dirname, '../../docs/recipes');
const TYPES: Readonly<Record<string, ResourceType>> = {
  ExternalSecret: EXTERNAL_SECRET_V1,
  ECRAuthorizationToken: { ...GENERATOR_KINDS.ECRAuthorizationToken, version: 'v1alpha1' },
};

/** What a consumer finds: type, labels that it looks for, and every key. */
interface Expected {
  readonly type?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, unknown>>;
}

const EXPECTED: Readonly<Record<string, Readonly<Record<string, Expected>>>> = {
  'postgres.md': {
    'postgres/postgres-auth': { data: { 'postgres-password': 's3cr3t-admin', password: 's3cr3t-app' } },
    'postgres/app-user': {
      type: 'kubernetes.io/basic-auth',
      labels: { 'cnpg.io/reload': 'true' },
      data: { username: 'app', password: 's3cr3t-app' },
    },
  },
  'redis.md': { 'redis/redis-auth': { data: { 'redis-password': 's3cr3t-redis' } } },
  'rabbitmq.md': {
    'rabbitmq/rabbitmq-auth': {
      data: { 'rabbitmq-password': 's3cr3t-rabbit', 'rabbitmq-erlang-cookie': 's3cr3t-cookie' },
    },
    'rabbitmq/broker-default-user': {
      data: {
        username: 'app',
        password: 's3cr3t-rabbit',
        'default_user.conf': 'default_user = app\ndefault_pass = s3cr3t-rabbit\n',
        provider: 'rabbitmq',
        type: 'rabbitmq',
        host: 'broker.rabbitmq.svc',
        port: '5672',
        connection_string: 'amqp://app:s3cr3t-rabbit@broker.rabbitmq.svc:5672/',
      },
    },
  },
  'ecr-pull-secret.md': {
    'auth/ecr-pull': {
      type: 'kubernetes.io/dockerconfigjson',
      data: { '.dockerconfigjson': expect.stringContaining('"auths"') },
    },
  },
  'argocd-repository.md': {
    'argocd/infra-repository': {
      labels: { 'argocd.argoproj.io/secret-type': 'repository' },
      data: {
        type: 'git',
        url: 'https://github.com/example/infra.git',
        username: 'git',
        password: 's3cr3t-token',
      },
    },
  },
  'tls.md': {
    'auth/web-tls': {
      type: 'kubernetes.io/tls',
      data: { 'tls.crt': 'content of tls.crt', 'tls.key': 'content of tls.key' },
    },
  },
};

/** Code blocks of one language in a page. */
function blocks(page: string, language: string): readonly string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, text = '']) => text,
  );
}

/** `aws ssm put-parameter` lines: name -> value, that of a file by its name. */
function parametersOf(page: string): readonly (readonly [string, string])[] {
  return blocks(page, 'sh').flatMap((block) =>
    [...block.matchAll(/^aws ssm put-parameter .*--name (\S+) --value (?:'(.*)'|file:\/\/(\S+))$/gm)].map(
      ([, name = '', value, file]) => [name, value ?? `content of ${file}`] as const,
    ),
  );
}

async function run(page: string) {
  const world = await createWorld({
    prefixes: ['/eco2/'],
    generators: ['ECRAuthorizationToken'],
    namespaces: [{ name: 'auth', prefixes: ['/eco2/'] }],
  });
  for (const [name, value] of parametersOf(page)) world.put(name, value);
  const objects = blocks(page, 'yaml')
    .flatMap((text) => parseAllDocuments(text))
    .map((document) => document.toJS() as KubernetesObject);
  for (const name of new Set(objects.map(({ metadata }) => metadata.namespace ?? ''))) {
    await world.apply(NAMESPACE, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  await world.apply(STORE_V1, store());
  for (const object of objects) {
    const type = TYPES[object.kind];
    if (type === undefined) throw new Error(`a recipe has a ${object.kind}`);
    await world.apply(type, object);
  }
  await world.sweep();
  return world;
}

it('every recipe is run', () => {
  const pages = readdirSync(DIRECTORY).filter((name) => name !== 'README.md');
  const index = readFileSync(join(DIRECTORY, 'README.md'), 'utf8');

  expect(pages.sort()).toEqual(Object.keys(EXPECTED).sort());
  for (const page of pages) expect(index).toContain(`(${page})`);
});

it.each(Object.entries(EXPECTED))(
  '%s makes what its consumers read, and nothing the second time',
  async (page, expected) => {
    const world = await run(readFileSync(join(DIRECTORY, page), 'utf8'));

    const secrets = (await world.api.list(SECRET)).filter(({ metadata }) => metadata.namespace !== 'team');
    const found = Object.fromEntries(
      secrets.map(({ metadata, type, data }) => {
        const entries = Object.entries((data ?? {}) as Readonly<Record<string, string>>);
        const text = entries.map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]);
        return [
          `${metadata.namespace}/${metadata.name}`,
          { type, labels: metadata.labels, data: Object.fromEntries(text) },
        ];
      }),
    );
    expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
    for (const [name, { type = 'Opaque', labels = {}, data }] of Object.entries(expected)) {
      expect(found[name]?.type).toBe(type);
      expect(found[name]?.labels).toMatchObject(labels);
      expect(found[name]?.data).toEqual(data);
    }
    world.writes.splice(0);
    await world.sweep();
    expect(world.writes).toEqual([]);
  },
);

it('the pull Secret of ECR opens the registry that the token is for', async () => {
  const world = await run(readFileSync(join(DIRECTORY, 'ecr-pull-secret.md'), 'utf8'));
  const [secret] = await world.api.list(SECRET, 'auth');
  const { '.dockerconfigjson': text = '' } = (secret?.['data'] ?? {}) as Readonly<Record<string, string>>;

  expect(JSON.parse(Buffer.from(text, 'base64').toString('utf8'))).toEqual({
    auths: {
      '123456789012.dkr.ecr.ap-northeast-2.amazonaws.com': {
        username: 'AWS',
        password: 'sandbox-token-1',
        auth: Buffer.from('AWS:sandbox-token-1').toString('base64'),
      },
    },
  });
});
