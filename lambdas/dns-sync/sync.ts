import { gunzipSync, gzipSync } from 'node:zlib';
import { createMarkerCipher } from '../core/dns/marker-cipher.ts';
import type { Registry } from '../core/dns/registry.ts';
import { createInvocation, type InvocationResult, type LambdaContext } from '../runtime/invocation.ts';
import { requireValid } from './config.ts';
import { createEventRecorder } from './event-recorder.ts';
import { reconcile } from './reconcile.ts';
import { createTemplateLoader } from './templates.ts';
import type { DnsSyncDeps } from './world.ts';

/**
 * dns-sync behind its ports: SQS batches and direct invokes in, batch response or report out. Throws TerminalError
 * `InvalidConfiguration` for settings that contradict each other.
 */
export function createDnsSync(
  deps: DnsSyncDeps,
): (event: unknown, context: LambdaContext) => Promise<InvocationResult> {
  requireValid(deps.config);
  const registry = createRegistry(deps);
  const loadTemplates = createTemplateLoader(deps.config);
  const recordEvents = createEventRecorder(deps);
  return createInvocation({
    ...deps,
    half: 'dns',
    reconcile: async (hints, remainingMs) => {
      const world = { ...deps, registry, templates: await loadTemplates(), remainingMs };
      const { objects, ...outcome } = await reconcile(world, hints);
      await recordEvents(outcome.entries, objects);
      return outcome;
    },
  });
}

function createRegistry({ config }: DnsSyncDeps): Registry {
  const { ownerId, cluster, txt } = config;
  const compression = {
    gzip: (bytes: Uint8Array) => gzipSync(bytes),
    gunzip: (bytes: Uint8Array) => gunzipSync(bytes),
  };
  return {
    ownerId,
    txt,
    cluster: cluster.name,
    enabled: config.registry === 'txt',
    ...(txt.encryptKey === undefined ? {} : { cipher: createMarkerCipher(txt.encryptKey, compression) }),
  };
}
