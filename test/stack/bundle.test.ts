import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleFunctions } from '../../stack/bundle.ts';
import { findBudgetBreaches, measureBundle } from '../../stack/bundling/budget.ts';
import { BUDGET } from '../../stack/bundling/limits.ts';

const directory = mkdtempSync(join(tmpdir(), 'sluice-functions-'));
let bundles: Awaited<ReturnType<typeof bundleFunctions>>;

beforeAll(async () => {
  bundles = await bundleFunctions(directory);
}, 60_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe.each(['secret-sync', 'dns-sync'] as const)('the bundle of %s', (name) => {
  it('keeps within its target, with the SDK inside', () => {
    const { mainBytes, ownBytes } = measureBundle(bundles[name].metafile);

    expect(mainBytes).toBeLessThanOrEqual(BUDGET.mainBytesTarget);
    expect(mainBytes).toBeGreaterThan(100 * 1024);
    expect(ownBytes).toBeLessThanOrEqual(BUDGET.ownBytesMax);
    const imports = Object.values(bundles[name].metafile.outputs).flatMap((output) => output.imports);
    for (const { path, external } of imports) if (external === true) expect(isBuiltin(path), path).toBe(true);
  });

  it('loads regular expressions and YAML, where it has them, on first use only', () => {
    const { metafile } = bundles[name];
    const { lazyFiles } = measureBundle(metafile);
    const holding = Object.entries(metafile.outputs).filter(([, { inputs }]) =>
      Object.keys(inputs).some((path) => /node_modules\/(re2js|yaml)\//.test(path)),
    );

    for (const [path] of holding)
      expect(
        lazyFiles.some((file) => path.endsWith(file)),
        path,
      ).toBe(true);
  });

  it('is CommonJS and exports the handler', () => {
    expect(readFileSync(join(directory, name, 'package.json'), 'utf8')).toBe('{"type":"commonjs"}\n');
    expect(readFileSync(join(directory, name, 'handler.js'), 'utf8')).toMatch(/handler:\(\)=>/);
  });
});

describe('the bundle of notify', () => {
  it('is one file of at most 30 KB with no package inside, and says what is missing when it is', () => {
    const { metafile } = bundles.notify;
    const { mainBytes, lazyFiles } = measureBundle(metafile);

    expect(mainBytes).toBeLessThanOrEqual(30 * 1024);
    expect(lazyFiles).toEqual([]);
    expect(Object.keys(metafile.inputs).every((path) => path.startsWith('lambdas/'))).toBe(true);
    const inputs = { ...metafile.inputs, 'node_modules/valibot/index.js': { bytes: 1, imports: [] } };
    expect(findBudgetBreaches('notify', { ...metafile, inputs })).toEqual([
      'notify: contains node_modules/valibot/index.js, and no package may be in it',
    ]);
  });
});
