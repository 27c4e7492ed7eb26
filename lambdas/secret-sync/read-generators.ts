import { OBJECTS_IN_FLIGHT } from '../core/bounds.ts';
import { GENERATOR_KINDS, GENERATOR_VERSIONS } from '../core/resources.ts';
import type { ExternalSecret } from '../core/secrets/external-secret.ts';
import { type GeneratorRead, readGenerator } from '../core/secrets/generator.ts';
import { collectGeneratorRefs, type GeneratorUse, generatorName } from '../core/secrets/generator-refs.ts';
import { storeKey } from '../core/secrets/secret-store.ts';
import { forEachInFlight } from './in-flight.ts';
import { toKnown } from './known-error.ts';
import type { Run } from './run.ts';

/** GETs the generators that the ExternalSecrets of this run name, each once; by the key of the store they stand for. */
export async function readGenerators(
  run: Run,
  externalSecrets: readonly ExternalSecret[],
): Promise<ReadonlyMap<string, GeneratorRead>> {
  const reads = new Map<string, GeneratorRead>();
  if ((run.deps.config.generators ?? []).length === 0) return reads;
  const uses = new Map(externalSecrets.flatMap(collectGeneratorRefs).map((use) => [keyOf(use), use]));
  await forEachInFlight([...uses], OBJECTS_IN_FLIGHT, async ([key, use]) => {
    reads.set(key, await read(run, use));
  });
  return reads;
}

function keyOf({ ref, namespace }: GeneratorUse): string {
  return storeKey({ kind: 'SecretStore', namespace, name: generatorName(ref) });
}

async function read({ deps }: Run, use: GeneratorUse): Promise<GeneratorRead> {
  const { ref, namespace } = use;
  const failed = (problem: string, transient: boolean): GeneratorRead => ({
    kind: 'failed',
    problem,
    transient,
  });
  try {
    const kind = GENERATOR_KINDS[ref.kind];
    const type = await deps.cluster.discover(kind, GENERATOR_VERSIONS);
    if (type === undefined) return failed(`the API server serves no ${kind.plural}.${kind.group}`, false);
    const place = kind.namespaced ? { namespace } : {};
    const object = await deps.cluster.get(type, { ...place, name: ref.name });
    if (object !== undefined) return readGenerator(object, use);
    return failed(`${kind.plural}.${kind.group} "${ref.name}" not found`, false);
  } catch (error) {
    const known = toKnown(error);
    return failed(`${generatorName(ref)}: ${known.message}`, known.name === 'TransientError');
  }
}
