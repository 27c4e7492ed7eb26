import type { HttpResponse } from '../../../lambdas/adapters/kubernetes/http.ts';
import { respondJson } from '../answers.ts';
import type { Registry } from '../resources/registry.ts';
import { discover } from './discovery.ts';
import { openApi } from './openapi.ts';

/** By registry, which is replaced when a definition changes: each document is written out once. */
const documents = new WeakMap<Registry, Map<string, HttpResponse | undefined>>();

/** The answer to a path of discovery or `/openapi`; undefined when it is none. */
export function documentAt(registry: Registry, pathname: string): HttpResponse | undefined {
  const known = documents.get(registry) ?? new Map<string, HttpResponse | undefined>();
  documents.set(registry, known);
  if (known.has(pathname)) return known.get(pathname);
  const found = discover(registry, pathname) ?? openApi(registry, pathname);
  const answer = found === undefined ? undefined : respondJson(200, found);
  if (answer !== undefined) known.set(pathname, answer);
  return answer;
}
