import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isObject, type JsonObject } from './json.ts';

const read = new Map<string, readonly JsonObject[]>();

/**
 * The CustomResourceDefinitions in a directory of YAML files, by default sluice's own. Read once for each
 * directory, so that servers made from them share what was compiled.
 */
export function readDefinitions(
  directory: string = join(import.meta.dirname, '../../manifests/crds'),
): readonly JsonObject[] {
  const known = read.get(directory);
  if (known !== undefined) return known;
  const files = readdirSync(directory).filter((file) => file.endsWith('.yaml'));
  const definitions = files.sort().map((file) => {
    const parsed: unknown = parse(readFileSync(join(directory, file), 'utf8'));
    if (!isObject(parsed))
      throw new Error(`${join(directory, file)} holds no object: write one definition a file`);
    return parsed;
  });
  read.set(directory, definitions);
  return definitions;
}
