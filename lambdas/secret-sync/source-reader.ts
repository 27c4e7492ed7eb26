import type { Source, SourceKind } from '../core/secrets/source.ts';
import type { SecretSyncDeps } from './deps.ts';
import type { Memory } from './memory.ts';
import {
  createParameterReader,
  OUT_OF_TIME,
  type ParameterReader,
  type ReaderOptions,
  type ReadSource,
} from './parameter-reader.ts';
import { createSecretListing } from './secret-listing.ts';

/**
 * Reads of every kind of source: each kind by its own calls, each thing once a run. All but parameters by name are
 * read by modules that are loaded with the first source of their kind, since most clusters have none.
 */
export function createSourceReader(
  deps: SecretSyncDeps,
  memory: Memory,
  options: ReaderOptions,
): ParameterReader {
  const startedAt = deps.clock.now();
  const listing = createSecretListing(deps);
  const parameters = createParameterReader(deps, memory, options);
  const secrets = whenNeeded(async () => {
    const { createSecretReader } = await import('./secret-reader.ts');
    return createSecretReader(deps, memory, { ...options, listing });
  });
  const tags = whenNeeded(async () => {
    const { createTagReader } = await import('./tag-reader.ts');
    return createTagReader(deps, memory, options);
  });
  const readers: Readonly<Record<SourceKind | 'parameter', ParameterReader>> = {
    parameter: parameters,
    'parameter-tags': tags,
    'parameter-find': whenNeeded(async () => {
      const { createFindReader } = await import('./find-reader.ts');
      return createFindReader({ ...options, deps, memory, parameters, startedAt });
    }),
    secret: secrets,
    generator: whenNeeded(async () => {
      const { createGeneratorReader } = await import('./generator-reader.ts');
      return createGeneratorReader(deps, options);
    }),
    'secret-tags': tags,
    'secret-find': whenNeeded(async () => {
      const { createFindSecrets } = await import('./find-secrets.ts');
      return createFindSecrets({ deps, memory, secrets, listing, hasTime: options.hasTime });
    }),
  };
  return {
    readVersions: (sources) => readEach(readers, sources, (reader, own) => reader.readVersions(own)),
    readValues: (sources, how) => readEach(readers, sources, (reader, own) => reader.readValues(own, how)),
  };
}

async function readEach(
  readers: Readonly<Record<SourceKind | 'parameter', ParameterReader>>,
  sources: readonly Source[],
  how: (reader: ParameterReader, own: readonly Source[]) => Promise<ReadSource>,
): Promise<ReadSource> {
  const byReader = Map.groupBy(sources, ({ reads }) => readers[reads ?? 'parameter']);
  const answers = new Map<ParameterReader, ReadSource>();
  for (const reader of new Set(Object.values(readers))) {
    const own = byReader.get(reader);
    if (own !== undefined) answers.set(reader, await how(reader, own));
  }
  return (source) =>
    answers.get(readers[source.reads ?? 'parameter'])?.(source) ?? { kind: 'failed', error: OUT_OF_TIME };
}

function whenNeeded(load: () => Promise<ParameterReader>): ParameterReader {
  let loading: Promise<ParameterReader> | undefined;
  const loaded = () => {
    loading ??= load();
    return loading;
  };
  return {
    readVersions: async (sources) =>
      sources.length === 0 ? NOTHING : (await loaded()).readVersions(sources),
    readValues: async (sources, how) =>
      sources.length === 0 ? NOTHING : (await loaded()).readValues(sources, how),
  };
}

const NOTHING: ReadSource = () => ({ kind: 'failed', error: OUT_OF_TIME });
