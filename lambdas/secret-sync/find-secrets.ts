import type { ListedSecret, Parameter } from '../core/aws-ports.ts';
import { SECRET_LIST_SECONDS } from '../core/bounds.ts';
import { TerminalError } from '../core/errors.ts';
import type { Find } from '../core/secrets/find.ts';
import { CURRENT_STAGE } from '../core/secrets/secret-request.ts';
import { type ParameterRead, readKey, type Source } from '../core/secrets/source.ts';
import type { SecretSyncDeps } from './deps.ts';
import { joinFound, takeFound } from './found.ts';
import { toKnown } from './known-error.ts';
import type { Memory } from './memory.ts';
import { OUT_OF_TIME, type ParameterReader } from './parameter-reader.ts';
import type { SecretListing } from './secret-listing.ts';

export interface FindSecretsOptions {
  readonly deps: SecretSyncDeps;
  readonly memory: Memory;
  /** Reads secrets by name, each once a run whoever wants it. */
  readonly secrets: ParameterReader;
  readonly listing: SecretListing;
  readonly hasTime: () => boolean;
}

type Reads = Map<string, ParameterRead>;

/**
 * Reads of `dataFrom.find` in Secrets Manager: names, tags and version ids by ListSecrets, values in batches of the
 * current version. What a listing said stands for as long as version ids do.
 */
export function createFindSecrets(options: FindSecretsOptions): ParameterReader {
  return {
    async readVersions(sources) {
      const reads: Reads = new Map();
      const now = options.deps.clock.now();
      for (const source of sources) {
        const known = options.memory.finds.get(readKey(source));
        if (known !== undefined && known.until > now) reads.set(readKey(source), known.read);
        else await list(options, source, reads);
      }
      return readFrom(reads);
    },
    async readValues(sources, { fresh = false } = {}) {
      const reads: Reads = new Map();
      for (const source of sources) {
        const listed = await list(options, source, reads);
        if (listed.kind !== 'found') continue;
        const members = (listed.members ?? []).map(({ name }) => toMember(source, name));
        const readOf = await options.secrets.readValues(members, { fresh });
        const read = joinFound(source, members.map(readOf));
        reads.set(readKey(source), read);
        remember(options, source, read);
      }
      return readFrom(reads);
    },
  };
}

function readFrom(reads: Reads): (source: Source) => ParameterRead {
  return (source) => reads.get(readKey(source)) ?? { kind: 'failed', error: OUT_OF_TIME };
}

async function list(options: FindSecretsOptions, source: Source, reads: Reads): Promise<ParameterRead> {
  const { deps, hasTime } = options;
  const key = readKey(source);
  if (!hasTime()) return { kind: 'failed', error: OUT_OF_TIME };
  try {
    if (deps.secretsManagers === undefined) throw NOT_SERVED;
    const listed = await options.listing(source.identity);
    const tagged = listed.filter((secret) => carries(secret, source.find?.tags));
    const read = takeFound(source, tagged.map(toParameter));
    remember(options, source, read);
    reads.set(key, read);
    return read;
  } catch (error) {
    const read: ParameterRead = { kind: 'failed', error: toKnown(error) };
    reads.set(key, read);
    return read;
  }
}

/** Names and versions, without values. What was read is newer than any listing, which may be minutes behind. */
function remember({ deps, memory }: FindSecretsOptions, source: Source, read: ParameterRead): void {
  if (read.kind !== 'found') return;
  const validMs = (deps.config.secretListSeconds ?? SECRET_LIST_SECONDS) * 1000;
  const members = (read.members ?? []).map(({ value: _value, ...rest }) => rest);
  memory.finds.set(readKey(source), { read: { ...read, members }, until: deps.clock.now() + validMs });
}

const NOT_SERVED = new TerminalError('Secrets Manager is not served: add it to secrets.services', {
  code: 'NotServed',
});

/**
 * As the filters `tag-key` and `tag-value` of Secrets Manager work, one of each for every tag: both take beginnings,
 * and a value may belong to another key.
 */
function carries({ tags }: ListedSecret, wanted: Find['tags']): boolean {
  return Object.entries(wanted ?? {}).every(
    ([key, value]) =>
      Object.keys(tags).some((one) => one.startsWith(key)) &&
      Object.values(tags).some((one) => one.startsWith(value)),
  );
}

function toParameter({ name, arn, stages }: ListedSecret): Parameter {
  const revision = stages[CURRENT_STAGE] ?? '';
  return { name, arn, type: 'Secret', version: 0, lastModified: 0, revision };
}

function toMember({ entry, identity, store }: Source, name: string): Source {
  return { reads: 'secret', entry, identity, store, name, request: `${name}#${CURRENT_STAGE}` };
}
