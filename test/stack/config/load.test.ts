import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfiguration } from '../../../stack/config/load.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const EXAMPLE = readFileSync(join(ROOT, 'config', 'example.yaml'), 'utf8');

describe('the configuration', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'sluice-config-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  function put(name: string, content: unknown): void {
    writeFileSync(join(directory, name), typeof content === 'string' ? content : JSON.stringify(content));
  }

  function firstName(file?: string): string | undefined {
    return loadConfiguration({ directory, file }).clusters[0]?.name;
  }

  it('is the file that cdk.json names, as this repository does', () => {
    expect(loadConfiguration({ directory: ROOT }).clusters.map(({ name }) => name)).toEqual(['eco2-dev']);
  });

  it('is the document in cdk.json itself', () => {
    put('cdk.json', { context: { sluice: parse(EXAMPLE) } });

    expect(firstName()).toBe('eco2-dev');
  });

  it('is the file named on the command line, YAML or JSON, before that of cdk.json', () => {
    put('cdk.json', { context: { config: 'missing.yaml' } });
    put('mine.yaml', EXAMPLE.replace('name: eco2-dev', 'name: mine'));
    put('mine.json', parse(EXAMPLE));

    expect(firstName('mine.yaml')).toBe('mine');
    expect(firstName('mine.json')).toBe('eco2-dev');
  });

  it('is refused when cdk.json holds it twice, because one of them would be ignored', () => {
    put('cdk.json', { context: { config: 'a.yaml', sluice: {} } });

    expect(() => firstName()).toThrow(
      'cdk.json has both context keys "config" and "sluice": remove one of them',
    );
    expect(() => firstName('a.yaml')).toThrow('remove one of them');
  });

  it('is asked for when it is nowhere, with a place to copy from', () => {
    expect(() => firstName()).toThrow(
      /no configuration was given: set the context key .* config\/example\.yaml/,
    );
  });

  it('says which file cannot be read and why', () => {
    put('broken.yaml', 'clusters: [');

    expect(() => firstName('broken.yaml')).toThrow(/broken\.yaml cannot be read as YAML or JSON: /);
    expect(() => firstName('missing.yaml')).toThrow(/missing\.yaml cannot be read .*ENOENT/);
  });

  it('holds no private key in the example', () => {
    expect(EXAMPLE).not.toMatch(/PRIVATE KEY/);
    expect(EXAMPLE).toMatch(/test certificate/);
  });
});
