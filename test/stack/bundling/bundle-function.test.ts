import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBudgetBreaches, measureBundle } from '../../../stack/bundling/budget.ts';
import { bundleFunction, type FunctionBundle } from '../../../stack/bundling/bundle-function.ts';
import { BUDGET } from '../../../stack/bundling/limits.ts';

/** A function with one part that is loaded on first use and shares a class with the handler. */
const SOURCE: Readonly<Record<string, string>> = {
  'lambdas/core/errors.ts': 'export class Odd extends Error { readonly odd = true; }',
  'lambdas/core/yaml.lazy.ts':
    "import { Odd } from './errors.ts'; export function parse(text: string) { throw new Odd('lazy '.concat(text)); }",
  'lambdas/some-sync/handler.ts': `
    import { createHash } from 'node:crypto';
    import { Odd } from '../core/errors.ts';
    export async function handler(event: { readonly lazy?: string }) {
      if (event.lazy === undefined) return { digest: createHash('md5').update('').digest('hex') };
      const { parse } = await import('../core/yaml.lazy.ts');
      try { parse(event.lazy); } catch (error) { return { same: error instanceof Odd, message: (error as Error).message }; }
    }`,
};

/** Runs the handler and prints what it returned and which files of the bundle were loaded. */
const RUN = `
  const { handler } = require(process.argv[1]);
  handler(JSON.parse(process.argv[2])).then((result) => {
    const loaded = Object.keys(require.cache).map((path) => require('node:path').basename(path)).sort();
    console.log(JSON.stringify({ result, loaded }));
  });`;

let root = '';
let bundle: FunctionBundle;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'sluice-bundle-'));
  for (const [path, text] of Object.entries(SOURCE)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  // The repository is type: module as well, and the bundle must be read as CommonJS all the same.
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  bundle = await bundleFunction({ root, name: 'some-sync', directory: join(root, 'out') });
}, 30_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

function run(event: object): { readonly result: unknown; readonly loaded: readonly string[] } {
  const argv = ['-e', RUN, join(bundle.directory, 'handler.js'), JSON.stringify(event)];
  return JSON.parse(execFileSync(process.execPath, argv, { encoding: 'utf8' }));
}

describe('a bundled function', () => {
  it('runs as CommonJS wherever it lies', () => {
    expect(run({}).result).toEqual({ digest: 'd41d8cd98f00b204e9800998ecf8427e' });
  });

  it('opens no lazy part in an invocation that does not use it', () => {
    const { lazyFiles } = measureBundle(bundle.metafile);

    expect(lazyFiles).toEqual([expect.stringMatching(/^yaml\.lazy-[A-Z0-9]+\.js$/)]);
    expect(run({}).loaded).not.toContain(lazyFiles[0]);
    expect(run({ lazy: 'x' }).loaded).toContain(lazyFiles[0]);
  });

  it('shares its classes with its lazy parts', () => {
    expect(run({ lazy: 'text' }).result).toEqual({ same: true, message: 'lazy text' });
  });

  it('has the same bytes every time', async () => {
    const again = await bundleFunction({ root, name: 'some-sync', directory: join(root, 'again') });

    const files = readdirSync(bundle.directory).sort();
    expect(readdirSync(again.directory).sort()).toEqual(files);
    for (const file of files) {
      expect(readFileSync(join(again.directory, file))).toEqual(readFileSync(join(bundle.directory, file)));
    }
  });

  it('fails with the message of esbuild when the source does not build', async () => {
    await expect(bundleFunction({ root, name: 'no-sync', directory: join(root, 'no') })).rejects.toThrow(
      /Could not resolve "lambdas\/no-sync\/handler\.ts"/,
    );
  });
});

describe('the budget', () => {
  it('counts what is loaded before the first event, and what of it is ours', () => {
    const { mainBytes, ownBytes } = measureBundle(bundle.metafile);
    const lazy = Object.entries(bundle.metafile.outputs).find(([path]) => path.includes('yaml.lazy'));

    expect(ownBytes).toBeGreaterThan(100);
    expect(mainBytes).toBeGreaterThan(ownBytes);
    expect(Object.values(lazy?.[1].inputs ?? {})).toHaveLength(1);
  });

  it('is passed by a small bundle, and broken by a big one, by too much code of ours, and by a forbidden module', () => {
    const metafile = (bytes: number, input: string) => ({
      inputs: { [input]: { bytes: 1, imports: [] } },
      outputs: {
        'out/handler.js': {
          bytes,
          inputs: { [input]: { bytesInOutput: bytes } },
          imports: [],
          exports: [],
          entryPoint: 'lambdas/some-sync/handler.ts',
        },
      },
    });

    expect(findBudgetBreaches('f', bundle.metafile)).toEqual([]);
    expect(findBudgetBreaches('f', metafile(BUDGET.mainBytesMax + 1, 'node_modules/a/b.js'))).toEqual([
      'f: the main file has 655361 bytes, at most 655360 are allowed',
    ]);
    expect(findBudgetBreaches('f', metafile(BUDGET.ownBytesMax + 1, 'lambdas/core/a.ts'))).toEqual([
      'f: own code has 133121 bytes, at most 133120 are allowed',
    ]);
    expect(findBudgetBreaches('f', metafile(1, 'node_modules/undici/index.js'))).toEqual([
      'f: contains node_modules/undici/index.js, and undici must not be in a function',
    ]);
  });
});
