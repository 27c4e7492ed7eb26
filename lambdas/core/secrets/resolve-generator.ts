import type { SecretSyncConfig } from './config.ts';
import type { GeneratorRead, GeneratorRef, GeneratorSpec } from './generator.ts';
import { generatorName } from './generator-refs.ts';
import type { SecretStore } from './secret-store.ts';
import { type Access, decideAccess } from './tenancy.ts';

/** What is asked for and with whose credentials, or why not. */
export type GeneratorResolution =
  | {
      readonly ok: true;
      readonly store: SecretStore;
      readonly spec: GeneratorSpec;
      readonly access: Access;
      /** One text for each generator and what it says: another spec is another token. */
      readonly request: string;
    }
  | {
      readonly ok: false;
      readonly problem: string;
      readonly transient: boolean;
      /** Of a refusal. */
      readonly reason?: string;
    };

/** The configuration names the kinds that are served; who may use the function's role is what it is for stores. */
export function resolveGenerator(
  ref: GeneratorRef,
  {
    namespace,
    read,
    config,
  }: {
    readonly namespace: string;
    readonly read: GeneratorRead | undefined;
    readonly config: SecretSyncConfig;
  },
): GeneratorResolution {
  const refuse = (problem: string, reason = 'InvalidProviderConfig') =>
    ({ ok: false, problem, transient: false, reason }) as const;
  if ((config.generators ?? []).length === 0) {
    const kind = ref.kind === 'ClusterGenerator' ? 'ECRAuthorizationToken' : ref.kind;
    return refuse(`generators are not configured; add secrets.generators: ["${kind}"]`);
  }
  if (read === undefined) {
    return { ok: false, problem: `${generatorName(ref)} was not read`, transient: true };
  }
  if (read.kind === 'failed') return { ok: false, problem: read.problem, transient: read.transient };
  const { store, spec } = read;
  if (config.generators?.includes(spec.kind) !== true) {
    return refuse(`generator ${spec.kind} is not configured; add secrets.generators: ["${spec.kind}"]`);
  }
  if (store.region === '') return refuse(`${generatorName(ref)}: spec.region is missing`, 'InvalidSpec');
  const access = decideAccess(store, namespace, config);
  if (!access.ok) return refuse(access.message, access.reason);
  const request = `${generatorName(ref)} ${JSON.stringify([store.region, spec])}`;
  return { ok: true, store, spec, access: access.value, request };
}
