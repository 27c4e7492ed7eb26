import { type ApiServer, createApiServer } from '../../../../sandbox/kubernetes/api-server.ts';
import { readDefinitions } from '../../../../sandbox/kubernetes/definitions.ts';
import type { OpenCaseServer } from '../../driver.ts';

let template: ApiServer | undefined;

/**
 * The sandbox's API server with sluice's own CRDs and nothing else in it. The definitions are read once a process;
 * every case gets a fork.
 */
export const openCaseServer: OpenCaseServer = async ({ now, collectsGarbage }) => {
  template ??= createApiServer({ now: () => 0, definitions: readDefinitions() });
  const server = template.fork({ now });
  return {
    transport: (request) => server.handle(request),
    collectGarbage: () => (collectsGarbage ? server.collectGarbage() : 0),
    close: async () => undefined,
  };
};
