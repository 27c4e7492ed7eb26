import type { SecretSyncConfig } from '../../lambdas/core/secrets/config.ts';
import { type ExternalSecret, externalSecretKey } from '../../lambdas/core/secrets/external-secret.ts';
import { collectGeneratorRefs } from '../../lambdas/core/secrets/generator-refs.ts';
import { parseSpec } from '../../lambdas/core/secrets/parse-spec.ts';
import type { StoreLookup } from '../../lambdas/core/secrets/resolve-sources.ts';
import type { SecretStore } from '../../lambdas/core/secrets/secret-store.ts';
import type { CompileRegexp } from '../../lambdas/core/secrets/store-conditions.ts';
import { collectStoreRefs, findStore } from '../../lambdas/core/secrets/store-refs.ts';
import { triage } from '../../lambdas/core/secrets/triage.ts';

/** What the judgement needs of the cluster. */
export interface ProblemContext {
  readonly config: SecretSyncConfig;
  readonly stores: ReadonlyMap<string, SecretStore>;
  readonly namespaceLabels: StoreLookup['namespaceLabels'];
  readonly compileRegexp: CompileRegexp;
}

/**
 * Why our function would refuse an ExternalSecret if all its stores were ours: the very judgement of a run, as far as it
 * needs nothing but manifests. Credentials in Secrets and generators are left to the run, which reads them.
 *
 * @returns undefined when nothing speaks against it
 */
export function findProblem(externalSecret: ExternalSecret, context: ProblemContext): string | undefined {
  const { stores, config } = context;
  const named = collectStoreRefs(externalSecret).flatMap(
    (ref) => findStore(ref, externalSecret.namespace, stores) ?? [],
  );
  const key = externalSecretKey(externalSecret);
  const foreign = named.find(({ isAws }) => !isAws);
  if (foreign !== undefined) return `${key} also names store ${foreign.name}, whose provider is not aws`;
  const needsMore =
    collectGeneratorRefs(externalSecret).length > 0 || named.some(({ auth }) => auth.kind === 'keys');
  if (needsMore) {
    const spec = parseSpec(externalSecret);
    return spec.ok ? undefined : `${key}: ${spec.message}`;
  }
  const storeClasses = [
    ...new Set(named.map(({ controller }) => (controller === '' ? 'default' : controller))),
  ];
  const verdict = triage(externalSecret, {
    ...context,
    config: { ...config, storeClasses: [...storeClasses, 'default'] },
    keySecretOf: () => undefined,
  });
  return verdict.kind === 'fail' ? `${key}: ${verdict.failure.detail}` : undefined;
}
