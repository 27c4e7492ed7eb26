import type { JsonObject } from '../json.ts';
import { BUILTIN_RESOURCES } from './builtin.ts';
import { resourcesOf } from './definition-resources.ts';
import type { Resource } from './resource.ts';

/** The kinds a server knows, by URL. Immutable: a new definition makes a new registry. */
export interface Registry {
  readonly resources: readonly Resource[];
  find(group: string, version: string, plural: string): Resource | undefined;
}

/** Built-in kinds and those of the definitions. */
export function createRegistry(definitions: readonly JsonObject[]): Registry {
  const custom = definitions.flatMap(resourcesOf);
  const defined = new Set(custom.map(locate));
  const resources = [...BUILTIN_RESOURCES.filter((one) => !defined.has(locate(one))), ...custom];
  const byUrl = new Map(resources.map((resource) => [locate(resource), resource]));
  return {
    resources,
    find: (group, version, plural) => byUrl.get(locate({ group, version, plural })),
  };
}

function locate(one: { readonly group: string; readonly version: string; readonly plural: string }): string {
  return `${one.group}/${one.version}/${one.plural}`;
}
