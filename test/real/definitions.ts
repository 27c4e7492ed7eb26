import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { readGatewayDefinitions } from '../../sandbox/control-plane/gateway-definitions.ts';
import { readDefinitions } from '../../sandbox/kubernetes/definitions.ts';

/** Whose CustomResourceDefinitions a run installs. */
export type DefinitionsOf = 'sluice' | 'peers';

/** `SLUICE_REAL_CRDS`, which `npm run test:real` sets for its second round. @default sluice */
export function definitionsOf(environment: NodeJS.ProcessEnv = process.env): DefinitionsOf {
  return environment['SLUICE_REAL_CRDS'] === 'peers' ? 'peers' : 'sluice';
}

/**
 * sluice's own definitions, or those of the peers in the folder that `SLUICE_PEER_CRDS` names; with them the Gateway
 * API's, which sluice never ships.
 */
export async function readRealDefinitions(whose: DefinitionsOf): Promise<readonly KubernetesObject[]> {
  const own = whose === 'peers' ? readPeers() : (readDefinitions() as unknown as readonly KubernetesObject[]);
  return [...own, ...(await readGatewayDefinitions())];
}

function readPeers(): readonly KubernetesObject[] {
  const { SLUICE_PEER_CRDS: folder } = process.env as { readonly SLUICE_PEER_CRDS?: string };
  if (folder === undefined)
    throw new Error('SLUICE_PEER_CRDS is not set: it names the folder of the peers’ definitions');
  const files = globSync('{eso,externaldns}-crds/*.yaml', { cwd: folder }).sort();
  if (files.length === 0)
    throw new Error(`SLUICE_PEER_CRDS is ${folder}: no definition in its eso-crds or externaldns-crds`);
  return files.map((file) => serveEverything(parse(readFileSync(join(folder, file), 'utf8')) as Definition));
}

interface Definition extends KubernetesObject {
  readonly spec: { readonly versions: readonly { readonly name: string }[] };
}

/** v1beta1 is still in the files and switched off; no webhook that converts runs here. */
function serveEverything({ spec, ...definition }: Definition): KubernetesObject {
  const versions = spec.versions.map((version) => ({ ...version, served: true }));
  return { ...definition, spec: { ...spec, versions, conversion: { strategy: 'None' } } } as KubernetesObject;
}
