import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { countEscapeHatches, findUnconventional, findUnwrappers } from './architecture/conventions.ts';
import { findLayerBreaches } from './architecture/layers.ts';
import { findImpurities } from './architecture/purity.ts';
import { findOversize } from './architecture/size.ts';

const ROOT = join(import.meta.dirname, '..');

/** The exact number of each escape hatch in use; lowering it is welcome, raising it needs a reason in the commit. */
const ESCAPE_HATCHES = {
  'type assertion in core': 2,
  'lint ignore': 0,
  'coverage ignore': 0,
  'type-check ignore': 0,
};
/** Files that may read a secret's bytes: to compute content from it, and to write it. */
const UNWRAPPERS: readonly string[] = [
  // Static keys of a store, handed to the SDK.
  'lambdas/adapters/credentials.ts',
  // The cluster's own credential, where a cluster can do without none (modes token and kubeconfig).
  'lambdas/adapters/kubernetes/parameter-credential.ts',
  // The AES key of an encrypted DNS registry.
  'lambdas/adapters/marker-key.ts',
  // The one place where values are written into a Secret.
  'lambdas/core/secrets/build-secret.ts',
  // Content computed from values: properties and extracts, ESO's data hash, base64.
  'lambdas/core/secrets/compile-data.ts',
  'lambdas/core/secrets/data-hash.ts',
  'lambdas/core/secrets/decode.ts',
  'lambdas/core/secrets/rewrite/merge.ts',
  // The access key id of a store's static keys, which is no secret.
  'lambdas/core/secrets/static-keys.ts',
  // Values handed to templates.
  'lambdas/core/secrets/template-renderer.lazy.ts',
  // Rendered values decoded as the manifest says.
  'lambdas/core/secrets/template/execute.ts',
];

describe('the repository', () => {
  it('imports only downwards: core imports only core, adapters make no handlers, stack reaches lambdas by path', async () => {
    expect(await findLayerBreaches(ROOT)).toEqual([]);
  });

  it('keeps core free of clock, randomness, environment and console', () => {
    expect(findImpurities(ROOT)).toEqual([]);
  });

  it('keeps files below 300 and functions below 60 lines', () => {
    const { refused, warned } = findOversize(ROOT);
    for (const warning of warned) process.stderr.write(`size: ${warning}\n`);
    expect(refused).toEqual([]);
  });

  it('keeps to the conventions for names and exports', () => {
    expect(findUnconventional(ROOT)).toEqual([]);
  });

  it('uses exactly the counted escape hatches', () => {
    expect(countEscapeHatches(ROOT)).toEqual(ESCAPE_HATCHES);
  });

  it('unwraps secret values only where content is computed or written', () => {
    expect(findUnwrappers(ROOT)).toEqual(UNWRAPPERS);
  });
});

describe('a planted breach is found', () => {
  const roots: string[] = [];
  afterEach(() => {
    for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
  });

  function plant(files: Readonly<Record<string, string>>): string {
    const root = mkdtempSync(join(tmpdir(), 'sluice-architecture-'));
    roots.push(root);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return root;
  }

  it('when the tree is empty', async () => {
    expect(await findLayerBreaches(plant({}))).toHaveLength(1);
  });

  it.each([
    [
      'core importing an adapter',
      {
        'lambdas/core/a.ts': "import { b } from '../adapters/b.ts'; export const a = b;",
        'lambdas/adapters/b.ts': 'export const b = 1;',
      },
    ],
    [
      'core importing node:fs',
      { 'lambdas/core/a.ts': "import { readFileSync } from 'node:fs'; export const a = readFileSync;" },
    ],
    [
      'core importing an SDK',
      { 'lambdas/core/a.ts': "import { SSMClient } from '@aws-sdk/client-ssm'; export const a = SSMClient;" },
    ],
    [
      'a handler importing an SDK',
      {
        'lambdas/secret-sync/handler.ts':
          "import { SSMClient } from '@aws-sdk/client-ssm'; export const a = SSMClient;",
      },
    ],
    [
      'an adapter importing a handler',
      {
        'lambdas/adapters/a.ts': "import { b } from '../dns-sync/b.ts'; export const a = b;",
        'lambdas/dns-sync/b.ts': 'export const b = 1;',
      },
    ],
    [
      'one function importing the other',
      {
        'lambdas/secret-sync/a.ts': "import { b } from '../dns-sync/b.ts'; export const a = b;",
        'lambdas/dns-sync/b.ts': 'export const b = 1;',
      },
    ],
    [
      'the stack importing lambda code',
      {
        'stack/a.ts': "import { b } from '../lambdas/core/b.ts'; export const a = b;",
        'lambdas/core/b.ts': 'export const b = 1;',
      },
    ],
  ])('%s', async (_name, files) => {
    expect(await findLayerBreaches(plant(files))).toHaveLength(1);
  });

  it('but a type-only import across layers is free', async () => {
    const root = plant({
      'stack/a.ts': "import type { B } from '../lambdas/core/b.ts'; export const a: B = 1;",
      'lambdas/core/b.ts': 'export type B = number;',
    });

    expect(await findLayerBreaches(root)).toEqual([]);
  });

  it.each([
    'export const a = () => Date.now();',
    'export const a = () => new Date();',
    'export const a = () => Math.random();',
    "export const a = () => process.env['HOME'];",
    "export const a = () => console.log('x');",
    'export const a = () => setTimeout(() => undefined, 1);',
    "import { randomUUID } from 'node:crypto'; export const a = randomUUID;",
  ])('in core: %s', (text) => {
    expect(findImpurities(plant({ 'lambdas/core/a.ts': text }))).toHaveLength(1);
  });

  it('when a file passes 300 lines or a function 60', () => {
    const longFile = plant({ 'lambdas/core/a.ts': 'export const a = 1;\n'.repeat(301) });
    const longFunction = plant({ 'stack/a.ts': `export function a() {\n${'  void 0;\n'.repeat(60)}}\n` });

    expect(findOversize(longFile).refused).toHaveLength(1);
    expect(findOversize(longFunction).refused).toHaveLength(1);
  });

  it.each([
    ['any', { 'lambdas/core/a.ts': 'export const a = (x: any) => x;' }],
    ['a non-null assertion', { 'cli/a.ts': 'export const a = (x?: string) => x!;' }],
    ['a default export', { 'stack/a.ts': 'export default 1;' }],
    ['a module named utils', { 'stack/utils.ts': 'export const a = 1;' }],
    [
      'a fourth export',
      {
        'stack/a.ts':
          'export const a = 1; export function b() {} export const c = () => 1; export class D {}',
      },
    ],
  ])('%s', (_name, files) => {
    expect(findUnconventional(plant(files))).toHaveLength(1);
  });

  it('when an escape hatch or an unwrapping is added', () => {
    const root = plant({
      'lambdas/core/a.ts': '// biome-ignore x\nexport const a = (x: unknown) => x as string;\n// .unwrap()',
    });

    expect(countEscapeHatches(root)).toMatchObject({ 'type assertion in core': 1, 'lint ignore': 1 });
    expect(findUnwrappers(root)).toEqual(['lambdas/core/a.ts']);
  });
});
