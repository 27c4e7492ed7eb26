import { identityKey } from '../core/aws-identity.ts';
import { TerminalError } from '../core/errors.ts';
import { hashText } from '../core/secrets/data-hash.ts';
import { type ParameterRead, readKey, type Source } from '../core/secrets/source.ts';
import { formatTags } from '../core/secrets/tag-document.ts';
import { recallDenied, rememberDenied } from './denied-names.ts';
import type { SecretSyncDeps } from './deps.ts';
import { toKnown } from './known-error.ts';
import type { Memory } from './memory.ts';
import {
  createParameterReader,
  DENIED_CODE,
  OUT_OF_TIME,
  type ParameterReader,
  type ReaderOptions,
  type ReadSource,
} from './parameter-reader.ts';
import { createSecretListing, type SecretListing } from './secret-listing.ts';
import { createSecretReader, managerOf } from './secret-reader.ts';

/** Reads of every kind of source: each kind by its own calls, each thing once a run. */
export function createSourceReader(
  deps: SecretSyncDeps,
  memory: Memory,
  options: ReaderOptions,
): ParameterReader {
  const parameters = createParameterReader(deps, memory, options);
  const listing = createSecretListing(deps);
  const secrets = createSecretReader(deps, memory, { ...options, listing });
  const finds = createFinds({ deps, memory, options, parameters, secrets, listing });
  const tags = createTagReader(deps, memory, options);
  const readEach = async (
    sources: readonly Source[],
    how: (reader: ParameterReader, own: readonly Source[]) => Promise<ReadSource>,
  ): Promise<ReadSource> => {
    const own = (...kinds: readonly Source['reads'][]) =>
      sources.filter((source) => kinds.includes(source.reads));
    const ofParameter = await how(parameters, own(undefined));
    const ofSecret = await how(secrets, own('secret'));
    const ofFinds = await how(finds, own('parameter-find', 'secret-find'));
    const ofTags = await how(tags, own('parameter-tags', 'secret-tags'));
    return (source) => {
      if (source.reads === undefined) return ofParameter(source);
      if (source.find !== undefined) return ofFinds(source);
      return source.reads === 'secret' ? ofSecret(source) : ofTags(source);
    };
  };
  return {
    readVersions: (sources) => readEach(sources, (reader, own) => reader.readVersions(own)),
    readValues: (sources, how) => readEach(sources, (reader, own) => reader.readValues(own, how)),
  };
}

interface FindOptions {
  readonly deps: SecretSyncDeps;
  readonly memory: Memory;
  readonly options: ReaderOptions;
  readonly parameters: ParameterReader;
  readonly secrets: ParameterReader;
  readonly listing: SecretListing;
}

/** Finds of both services; what reads them is loaded with the first find, since most clusters have none. */
function createFinds(given: FindOptions): ParameterReader {
  const { deps, memory, options, parameters, secrets, listing } = given;
  const startedAt = deps.clock.now();
  const load = async () => {
    const [{ createFindReader }, { createFindSecrets }] = await Promise.all([
      import('./find-reader.ts'),
      import('./find-secrets.ts'),
    ]);
    const ofParameters = createFindReader({ ...options, deps, memory, parameters, startedAt });
    const ofSecrets = createFindSecrets({ deps, memory, secrets, listing, hasTime: options.hasTime });
    return { ofParameters, ofSecrets };
  };
  let loading: ReturnType<typeof load> | undefined;
  const each = async (
    sources: readonly Source[],
    how: (reader: ParameterReader, own: readonly Source[]) => Promise<ReadSource>,
  ): Promise<ReadSource> => {
    if (sources.length === 0) return () => ({ kind: 'failed', error: OUT_OF_TIME });
    loading ??= load();
    const { ofParameters, ofSecrets } = await loading;
    const isSecret = ({ reads }: Source) => reads === 'secret-find';
    const secretOf = await how(ofSecrets, sources.filter(isSecret));
    const parameterOf = await how(
      ofParameters,
      sources.filter((source) => !isSecret(source)),
    );
    return (source) => (isSecret(source) ? secretOf : parameterOf)(source);
  };
  return {
    readVersions: (sources) => each(sources, (reader, own) => reader.readVersions(own)),
    readValues: (sources, how) => each(sources, (reader, own) => reader.readValues(own, how)),
  };
}

/** Tags have no version, so comparing them is reading them; what was compared is not read again. */
function createTagReader(deps: SecretSyncDeps, memory: Memory, options: ReaderOptions): ParameterReader {
  const known = new Map<string, ParameterRead>();
  const readInto = async (sources: readonly Source[], reads: Map<string, ParameterRead>) => {
    for (const source of sources) {
      const key = readKey(source);
      if (reads.has(key) || !options.hasTime()) continue;
      if (reads.size > 0 && options.pauseMs > 0) await deps.clock.sleep(options.pauseMs);
      reads.set(key, await readTags(deps, memory, source));
    }
    return (source: Source): ParameterRead =>
      reads.get(readKey(source)) ?? { kind: 'failed', error: OUT_OF_TIME };
  };
  return {
    readVersions: (sources) => readInto(sources, known),
    readValues: (sources, { fresh = false } = {}) => readInto(sources, fresh ? new Map() : known),
  };
}

async function readTags(deps: SecretSyncDeps, memory: Memory, source: Source): Promise<ParameterRead> {
  const now = deps.clock.now();
  const denied = recallDenied(memory, readKey(source), now);
  if (denied !== undefined) return { kind: 'failed', error: denied };
  const { identity, name, request, reads } = source;
  try {
    const tags =
      reads === 'secret-tags'
        ? await managerOf(deps, source).getTags(name)
        : await deps.parameterStores.of(identity).listTags(request);
    if (tags === undefined) return { kind: 'absent' };
    const value = formatTags(tags);
    const revision = hashText(JSON.stringify([identityKey(identity), tags]));
    const parameter = { name, arn: name, type: 'Tags', version: 0, lastModified: 0, revision, value };
    return { kind: 'found', parameter };
  } catch (error) {
    const known = toKnown(error);
    if (known instanceof TerminalError && DENIED_CODE.test(known.code)) {
      rememberDenied(memory, readKey(source), known, now);
    }
    return { kind: 'failed', error: known };
  }
}
