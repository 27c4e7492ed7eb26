import { identityKey, isAboutCredentials } from '../core/aws-identity.ts';
import type { ParameterStore } from '../core/aws-ports.ts';
import { PARAMETERS_PER_CALL } from '../core/bounds.ts';
import { TerminalError, TransientError } from '../core/errors.ts';
import { METRIC } from '../core/metrics.ts';
import { type ParameterRead, readKey, type Source } from '../core/secrets/source.ts';
import { recallDenied, rememberDenied } from './denied-names.ts';
import type { SecretSyncDeps } from './deps.ts';
import { toKnown } from './known-error.ts';
import type { Memory } from './memory.ts';

/** Reads of one run. A name is asked for once per kind of read, whatever ExternalSecrets it is in. */
export interface ParameterReader {
  /** Versions without decryption: `parameter.value` is absent. */
  readVersions(sources: readonly Source[]): Promise<ReadSource>;
  /** Values. With `fresh`, what this run read before is read again. */
  readValues(sources: readonly Source[], options?: { readonly fresh?: boolean }): Promise<ReadSource>;
}

export type ReadSource = (source: Source) => ParameterRead;

export interface ReaderOptions {
  /** Waits between calls, so that a sweep leaves room for others; 0 for events. */
  readonly pauseMs: number;
  /** No call starts once this says false; what is left fails as transient. */
  readonly hasTime: () => boolean;
}

type Reads = Map<string, ParameterRead>;

export const OUT_OF_TIME = new TransientError('the run ended before this was read', { code: 'Deadline' });

/** Codes by which IAM or KMS refuses a name (reference: aws 3). */
export const DENIED_CODE = /^(AccessDenied|KMSAccessDenied|KMSInvalidKey|KMSNotFound|InvalidKeyId)/;

export function createParameterReader(
  deps: SecretSyncDeps,
  memory: Memory,
  options: ReaderOptions,
): ParameterReader {
  const versions: Reads = new Map();
  const values: Reads = new Map();
  const read = createBatchReader(deps, memory, options);
  return {
    async readVersions(sources) {
      await read(sources, versions, false);
      return (source) => versions.get(readKey(source)) ?? { kind: 'failed', error: OUT_OF_TIME };
    },
    async readValues(sources, { fresh = false } = {}) {
      const reads: Reads = fresh ? new Map() : values;
      // What the version check of this run did not find is not asked for a second time.
      if (!fresh) copyAbsent(sources, versions, reads);
      await read(sources, reads, true);
      return (source) => reads.get(readKey(source)) ?? { kind: 'failed', error: OUT_OF_TIME };
    },
  };
}

function copyAbsent(sources: readonly Source[], from: Reads, to: Reads): void {
  for (const source of sources) {
    const key = readKey(source);
    const known = from.get(key);
    if (known?.kind === 'absent' && !to.has(key)) to.set(key, known);
  }
}

type ReadBatches = (sources: readonly Source[], into: Reads, decrypt: boolean) => Promise<void>;

/** Ten names a call, per identity; names refused before are left out. */
function createBatchReader(deps: SecretSyncDeps, memory: Memory, options: ReaderOptions): ReadBatches {
  return async (sources, into, decrypt) => {
    const unread = distinct(sources).filter((source) => !into.has(readKey(source)));
    const now = deps.clock.now();
    const asked = unread.filter((source) => {
      const error = recallDenied(memory, readKey(source), now);
      if (error !== undefined) into.set(readKey(source), { kind: 'failed', error });
      return error === undefined;
    });
    for (const group of Map.groupBy(asked, (source) => identityKey(source.identity)).values()) {
      for (let start = 0; start < group.length; start += PARAMETERS_PER_CALL) {
        if (!options.hasTime()) return;
        if (start > 0 && options.pauseMs > 0) await deps.clock.sleep(options.pauseMs);
        const batch = group.slice(start, start + PARAMETERS_PER_CALL);
        const refusal = await readBatch({ deps, memory, into, decrypt }, batch);
        if (refusal === undefined) continue;
        // Without credentials there is nothing that the other batches could find.
        for (const source of group.slice(start))
          into.set(readKey(source), { kind: 'failed', error: refusal });
        break;
      }
    }
  };
}

interface Batch {
  readonly deps: SecretSyncDeps;
  readonly memory: Memory;
  readonly into: Reads;
  readonly decrypt: boolean;
}

/**
 * AWS authorizes a call against each name, so one forbidden name fails nine others: a call that fails as a whole for
 * anything but a passing cause is halved until the guilty name stands alone (DESIGN 4.3). Resolves with the error
 * when it was the credentials that could not be had, for which no name is guilty.
 */
async function readBatch(
  batch: Batch,
  sources: readonly Source[],
): Promise<TransientError | TerminalError | undefined> {
  const [first] = sources;
  if (first === undefined) return undefined;
  const store = batch.deps.parameterStores.of(first.identity);
  const requests = sources.map((source) => source.request);
  try {
    const { parameters, invalid } = await store.getParameters(requests, { decrypt: batch.decrypt });
    const found = new Map(parameters.map((one) => [`${one.name}${one.selector ?? ''}`, one]));
    const byArn = new Map(parameters.map((one) => [`${one.arn}${one.selector ?? ''}`, one]));
    for (const source of sources) {
      const parameter = found.get(source.request) ?? byArn.get(source.request);
      const read: ParameterRead =
        parameter === undefined ? await explainInvalid(store, source, invalid) : { kind: 'found', parameter };
      batch.into.set(readKey(source), read);
    }
  } catch (error) {
    const known = toKnown(error);
    if (isAboutCredentials(known, first.identity)) return known;
    await handleFailure(batch, sources, known);
  }
  return undefined;
}

async function handleFailure(
  batch: Batch,
  sources: readonly Source[],
  error: TransientError | TerminalError,
): Promise<void> {
  if (error instanceof TerminalError && sources.length > 1) {
    const middle = Math.ceil(sources.length / 2);
    await readBatch(batch, sources.slice(0, middle));
    await readBatch(batch, sources.slice(middle));
    return;
  }
  if (/Throttl/.test(error.code)) batch.deps.metrics.count(METRIC.throttled, 1);
  for (const source of sources) {
    const key = readKey(source);
    batch.into.set(key, { kind: 'failed', error });
    if (error instanceof TerminalError && DENIED_CODE.test(error.code)) {
      rememberDenied(batch.memory, key, error, batch.deps.clock.now());
    }
  }
}

/**
 * InvalidParameters holds both names that do not exist and names whose version or label does not; only the first is
 * absence. A name with a selector is therefore asked for once by itself.
 */
async function explainInvalid(
  store: ParameterStore,
  source: Source,
  invalid: readonly string[],
): Promise<ParameterRead> {
  if (!invalid.includes(source.request)) {
    const detail = { code: 'InvalidAnswer', subject: source.request };
    return { kind: 'failed', error: new TransientError(`ssm did not answer for ${source.request}`, detail) };
  }
  if (source.request === source.name) return { kind: 'absent' };
  try {
    return { kind: 'found', parameter: await store.getParameter(source.request) };
  } catch (error) {
    const known = toKnown(error);
    return known.code === 'ParameterNotFound' ? { kind: 'absent' } : { kind: 'failed', error: known };
  }
}

function distinct(sources: readonly Source[]): readonly Source[] {
  return [...new Map(sources.map((source) => [readKey(source), source])).values()];
}
