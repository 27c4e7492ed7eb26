import { gunzipSync, gzipSync } from 'node:zlib';
import type { DnsSyncConfig } from '../core/dns/config.ts';
import type { DesiredContext } from '../core/dns/desired.ts';
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
      const [templates, routes] = [await loadTemplates(), await loadRoutes(deps.config)];
      const world = { ...deps, registry, templates, routes, remainingMs };
      const { objects, ...outcome } = await reconcile(world, hints);
      await recordEvents(outcome.entries, objects);
      return outcome;
    },
  });
}

/** What reads routes is loaded where they are configured. */
async function loadRoutes({ sources }: DnsSyncConfig): Promise<DesiredContext['routes']> {
  if (!sources.some((source) => source.startsWith('gateway-'))) return undefined;
  return (await import('../core/dns/gateway-route.ts')).compileRoute;
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
