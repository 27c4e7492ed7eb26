import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { type ApiServer, createApiServer } from '../../../../sandbox/kubernetes/api-server.ts';
import type { JsonObject } from '../../../../sandbox/kubernetes/json.ts';

const DEFINITIONS = join(import.meta.dirname, '../../../../manifests/crds');

let template: ApiServer | undefined;

/**
 * An API server with sluice's own CRDs and nothing else in it. The definitions are read once a process; every
 * case gets a fork.
 */
export function createCaseServer(now: () => number): ApiServer {
  template ??= createApiServer({ now: () => 0, definitions: readDefinitions() });
  return template.fork({ now });
}

function readDefinitions(): readonly JsonObject[] {
  return globSync('*.yaml', { cwd: DEFINITIONS })
    .sort()
    .flatMap((name) => parseAllDocuments(readFileSync(join(DEFINITIONS, name), 'utf8')))
    .map((document) => document.toJS() as JsonObject)
    .filter((object) => object?.['kind'] === 'CustomResourceDefinition');
}
