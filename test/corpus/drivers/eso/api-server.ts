import { type ApiServer, createApiServer } from '../../../../sandbox/kubernetes/api-server.ts';
import { readDefinitions } from '../../../../sandbox/kubernetes/definitions.ts';

let template: ApiServer | undefined;

/**
 * An API server with sluice's own CRDs and nothing else in it. The definitions are read once a process; every
 * case gets a fork.
 */
export function createCaseServer(now: () => number): ApiServer {
  template ??= createApiServer({ now: () => 0, definitions: readDefinitions() });
  return template.fork({ now });
}
