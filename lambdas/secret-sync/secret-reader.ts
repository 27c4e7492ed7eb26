import { identityKey, isAboutCredentials } from '../core/aws-identity.ts';
import type { ListedSecret, SecretsManager, SecretVersion } from '../core/aws-ports.ts';
import { SECRET_LIST_SECONDS, SECRETS_PER_CALL } from '../core/bounds.ts';
import { TerminalError, TransientError } from '../core/errors.ts';
import { METRIC } from '../core/metrics.ts';
import { CURRENT_STAGE, secretVersionOf } from '../core/secrets/secret-request.ts';
import { type ParameterRead, readKey, type Source } from '../core/secrets/source.ts';
import { recallDenied, rememberDenied } from './denied-names.ts';
import type { SecretSyncDeps } from './deps.ts';
import { toKnown } from './known-error.ts';
import type { Memory } from './memory.ts';
import { DENIED_CODE, OUT_OF_TIME, type ParameterReader, type ReaderOptions } from './parameter-reader.ts';
import type { SecretListing } from './secret-listing.ts';

type Reads = Map<string, ParameterRead>;

export interface SecretReaderOptions extends ReaderOptions {
  readonly listing: SecretListing;
}

/** One run's reading of Secrets Manager. */
interface Reading {
  readonly deps: SecretSyncDeps;
  readonly memory: Memory;
  readonly options: SecretReaderOptions;
  /** How long a version id that was learnt stands for the secret. */
  readonly validMs: number;
}

const NOT_SERVED = new TerminalError('Secrets Manager is not served: add it to secrets.services', {
  code: 'NotServed',
});
const UNLISTED = new TransientError('the listing does not have it', { code: 'Unlisted' });

/**
 * Values by BatchGetSecretValue where the current version is meant, else one by one. Versions by ListSecrets, and by
 * what was read or listed less than five minutes ago: the listing only ever says that a value must be read again,
 * because it may be minutes behind.
 */
export function createSecretReader(
  deps: SecretSyncDeps,
  memory: Memory,
  options: SecretReaderOptions,
): ParameterReader {
  const validMs = (deps.config.secretListSeconds ?? SECRET_LIST_SECONDS) * 1000;
  const reading: Reading = { deps, memory, options, validMs };
  const values: Reads = new Map();
  return {
    async readVersions(sources) {
      await learnVersions(reading, sources);
      return (source) => {
        const known = memory.secretVersions.get(readKey(source));
        return known === undefined
          ? { kind: 'failed', error: UNLISTED }
          : { kind: 'found', parameter: toParameter(source, { revision: known.revision }) };
      };
    },
    async readValues(sources, { fresh = false } = {}) {
      const reads: Reads = fresh ? new Map() : values;
      await readValues(reading, sources, reads);
      return (source) => reads.get(readKey(source)) ?? { kind: 'failed', error: OUT_OF_TIME };
    },
  };
}

/** Throws TerminalError `NotServed`, which is no absence, where Secrets Manager is not composed in. */
export function managerOf({ secretsManagers }: SecretSyncDeps, { identity }: Source): SecretsManager {
  if (secretsManagers === undefined) throw NOT_SERVED;
  return secretsManagers.of(identity);
}

async function learnVersions(reading: Reading, sources: readonly Source[]): Promise<void> {
  const { deps, memory, options, validMs } = reading;
  const now = deps.clock.now();
  const isKnown = (source: Source) => (memory.secretVersions.get(readKey(source))?.until ?? 0) > now;
  const unknown = sources.filter((source) => !isKnown(source));
  for (const source of unknown) memory.secretVersions.delete(readKey(source));
  for (const group of Map.groupBy(unknown, ({ identity }) => identityKey(identity)).values()) {
    const [first] = group;
    if (first === undefined || !options.hasTime()) continue;
    const listed = await options.listing(first.identity).catch((error: unknown) => {
      // Without a listing every value is read, and what that learns lasts as long as a listing.
      deps.log.warn('secrets not listed', { error: toKnown(error).message });
      return [];
    });
    const byName = new Map(listed.flatMap((one) => [one.name, one.arn].map((id) => [id, one] as const)));
    for (const source of group) {
      const revision = revisionOf(source, byName.get(source.name));
      if (revision !== undefined)
        memory.secretVersions.set(readKey(source), { revision, until: now + validMs });
    }
  }
}

function revisionOf(source: Source, listed: ListedSecret | undefined): string | undefined {
  if (listed === undefined) return undefined;
  const version = secretVersionOf(source);
  return 'versionId' in version ? version.versionId : listed.stages[version.stage];
}

async function readValues(reading: Reading, sources: readonly Source[], reads: Reads): Promise<void> {
  const { deps, memory } = reading;
  const now = deps.clock.now();
  const unread = new Map<string, Source>();
  for (const source of sources) {
    const key = readKey(source);
    const denied = recallDenied(memory, key, now);
    if (denied !== undefined) reads.set(key, { kind: 'failed', error: denied });
    if (!reads.has(key)) unread.set(key, source);
  }
  for (const group of Map.groupBy(unread.values(), ({ identity }) => identityKey(identity)).values()) {
    const [first] = group;
    if (first === undefined) continue;
    const manager = deps.secretsManagers?.of(first.identity);
    if (manager === undefined) settle(reading, reads, group, NOT_SERVED);
    else await readGroup(reading, { manager, group, reads });
  }
}

interface Group {
  readonly manager: SecretsManager;
  readonly group: readonly Source[];
  readonly reads: Reads;
}

async function readGroup(reading: Reading, { manager, group, reads }: Group): Promise<void> {
  const current = group.filter(isCurrent);
  const single = group.filter((source) => !isCurrent(source));
  for (let start = 0; start < current.length; start += SECRETS_PER_CALL) {
    const batch = current.slice(start, start + SECRETS_PER_CALL);
    if (!(await takeTurn(reading))) return;
    if (batch.length === 1) single.push(...batch);
    else await readBatch(reading, { manager, group: batch, reads });
    // A batch that was refused as a whole is asked one by one, so that one name's fault is not another's.
    single.push(...batch.filter((source) => batch.length > 1 && !reads.has(readKey(source))));
  }
  for (const source of single) {
    if (!(await takeTurn(reading))) return;
    try {
      settle(reading, reads, [source], await manager.getValue(source.name, secretVersionOf(source)));
    } catch (error) {
      settle(reading, reads, [source], toKnown(error));
    }
  }
}

async function readBatch(reading: Reading, { manager, group, reads }: Group): Promise<void> {
  try {
    const answers = await manager.getCurrentValues([...new Set(group.map(({ name }) => name))]);
    for (const source of group) settle(reading, reads, [source], answers.get(source.name));
  } catch (error) {
    const known = toKnown(error);
    const [first] = group;
    const isCommon = known instanceof TransientError || (first && isAboutCredentials(known, first.identity));
    if (isCommon) settle(reading, reads, group, known);
  }
}

/** False when the rest belongs to a later run; waits in a sweep. */
async function takeTurn({ deps, options }: Reading): Promise<boolean> {
  if (!options.hasTime()) return false;
  if (options.pauseMs > 0) await deps.clock.sleep(options.pauseMs);
  return true;
}

function settle(
  { deps, memory, validMs }: Reading,
  reads: Reads,
  sources: readonly Source[],
  answer: SecretVersion | TransientError | TerminalError | undefined,
): void {
  const now = deps.clock.now();
  for (const source of sources) {
    const key = readKey(source);
    if (answer === undefined) {
      memory.secretVersions.delete(key);
      reads.set(key, { kind: 'absent' });
    } else if (answer instanceof Error) {
      reads.set(key, { kind: 'failed', error: answer });
      if (/Throttl/.test(answer.code)) deps.metrics.count(METRIC.throttled, 1);
      const isDenied = DENIED_CODE.test(answer.code) && !isAboutCredentials(answer, source.identity);
      if (answer instanceof TerminalError && isDenied) rememberDenied(memory, key, answer, now);
    } else {
      const { versionId: revision, value } = answer;
      memory.secretVersions.set(key, { revision, until: now + validMs });
      reads.set(key, { kind: 'found', parameter: toParameter(source, { revision, value, arn: answer.arn }) });
    }
  }
}

function isCurrent(source: Source): boolean {
  const version = secretVersionOf(source);
  return 'stage' in version && version.stage === CURRENT_STAGE;
}

function toParameter(
  { name }: Source,
  read: { readonly revision: string; readonly arn?: string; readonly value?: SecretVersion['value'] },
) {
  return { name, arn: name, type: 'Secret', version: 0, lastModified: 0, ...read };
}
