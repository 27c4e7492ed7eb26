import type { Libraries } from './libraries.ts';

const REGEXP = /^(mustR|r)egex/;
const PKCS12 = /pkcs12/i;
const YAML: ReadonlySet<string> = new Set(['fromYaml']);

/** The large parts that these functions need, and no others. */
export async function loadLibraries(functions: ReadonlySet<string>): Promise<Libraries> {
  const names = [...functions];
  const [regexp, yaml, pkcs12] = await Promise.all([
    names.some((name) => REGEXP.test(name)) ? import('./regexp.lazy.ts') : undefined,
    names.some((name) => YAML.has(name)) ? import('./yaml.lazy.ts') : undefined,
    names.some((name) => PKCS12.test(name)) ? import('./pkcs12.lazy.ts') : undefined,
  ]);
  return { regexp: regexp?.regexpLibrary, yaml: yaml?.yamlLibrary, pkcs12: pkcs12?.pkcs12Library };
}
