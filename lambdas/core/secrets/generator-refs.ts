import type { ExternalSecret } from './external-secret.ts';
import type { GeneratorRef } from './generator.ts';
import { textsOf, valueAt } from './raw-json.ts';

/** A generator that an ExternalSecret names, seen from its namespace. */
export interface GeneratorUse {
  readonly ref: GeneratorRef;
  readonly namespace: string;
}

/** Every generator of a kind that is served which an ExternalSecret names, read leniently. */
export function collectGeneratorRefs({ namespace, spec }: ExternalSecret): readonly GeneratorUse[] {
  const entries: readonly unknown[] = Array.isArray(spec['dataFrom']) ? spec['dataFrom'] : [];
  return entries.flatMap((entry) => {
    const { kind, name } = textsOf(valueAt(entry, 'sourceRef', 'generatorRef') ?? {});
    const isServed =
      kind === 'ECRAuthorizationToken' || kind === 'STSSessionToken' || kind === 'ClusterGenerator';
    return isServed && name !== undefined ? [{ ref: { kind, name }, namespace }] : [];
  });
}

/** Name of a generator among the stores of a namespace; no store has a slash in its name. */
export function generatorName({ kind, name }: GeneratorRef): string {
  return `${kind}/${name}`;
}
