import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readDefinitions } from '../../../sandbox/kubernetes/definitions.ts';
import type { Schema } from '../../../sandbox/kubernetes/schema/schema.ts';

const DIRECTORY = join(import.meta.dirname, '../../../manifests/crds');
const FILES = readdirSync(DIRECTORY);

interface Definition {
  readonly metadata: { readonly name: string; readonly labels?: object };
  readonly spec: {
    readonly names: object;
    readonly scope: string;
    readonly conversion?: { readonly strategy: string };
    readonly versions: readonly Version[];
  };
}

interface Version {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly additionalPrinterColumns?: readonly object[];
  readonly selectableFields?: readonly object[];
  readonly schema: { readonly openAPIV3Schema: Schema };
}

function readDefinition(path: string): Definition {
  return parse(readFileSync(path, 'utf8'));
}

function defaultAt(version: Version | undefined, path: string): unknown {
  let schema: Schema | undefined = version?.schema.openAPIV3Schema;
  for (const key of path.split('.')) schema = key === '[]' ? schema?.items : schema?.properties?.[key];
  return schema?.default;
}

describe('sluice’s own definitions', () => {
  test.each(FILES)('%s is small enough for client-side apply', (file) => {
    expect(statSync(join(DIRECTORY, file)).size).toBeLessThan(60_000);
  });

  test.each(
    FILES.filter((file) => file.endsWith('s.external-secrets.io.yaml') && !file.includes('.generators.')),
  )('%s stores v1, serves v1beta1 beside it, and converts by name only', (file) => {
    const { spec, metadata } = readDefinition(join(DIRECTORY, file));

    const served = spec.versions.map(({ name, served, storage }) => [name, served, storage]);
    expect(served).toEqual([
      ['v1', true, true],
      ['v1beta1', true, false],
    ]);
    expect(spec.conversion).toEqual({ strategy: 'None' });
    expect(metadata.labels).toEqual({ 'external-secrets.io/component': 'controller' });
  });

  test('the strategies have defaults in v1beta1 only', () => {
    const { spec } = readDefinition(join(DIRECTORY, 'externalsecrets.external-secrets.io.yaml'));
    const [current, older] = spec.versions;

    const strategies = ['conversionStrategy', 'decodingStrategy', 'metadataPolicy'];
    const defaults = (version: Version | undefined) =>
      strategies.map((field) => defaultAt(version, `spec.data.[].remoteRef.${field}`));
    expect(defaults(current)).toEqual([undefined, undefined, undefined]);
    expect(defaults(older)).toEqual(['Default', 'None', 'None']);
  });

  test('are read once', () => {
    expect(readDefinitions()).toBe(readDefinitions());
    expect(readDefinitions()).toHaveLength(FILES.length);
  });
});
