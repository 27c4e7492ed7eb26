import { TransientError } from '../errors.ts';
import { SecretValue } from '../secret-value.ts';
import { type Checked, invalid, valid } from './checked.ts';
import { decodeValue } from './decode.ts';
import type { DeletionPolicy, RemoteRef } from './external-secret.ts';
import { extractObject } from './extract.ts';
import type { LookupProperty } from './property-path.ts';
import type { RewriteOperation } from './rewrite/operation.ts';
import { type RewriteTools, rewriteValues } from './rewrite/rewrite.ts';
import { convertKeys, validateKeys } from './secret-key.ts';
import type { ParameterRead, Source } from './source.ts';
import { type SyncFailure, syncFailure, WORDS } from './sync-failure.ts';

/** The data an ExternalSecret should have, from what was read. */
export interface CompiledData {
  readonly data: ReadonlyMap<string, SecretValue>;
  /** Sources that AWS does not know; only deletionPolicy Delete and Merge get this far with any. */
  readonly absent: readonly Source[];
}

export type Compilation =
  | { readonly ok: true; readonly value: CompiledData }
  | { readonly ok: false; readonly failure: SyncFailure };

/** What becoming data needs from modules that are loaded only where a manifest asks for them. */
export interface ValueTools extends RewriteTools {
  readonly lookupProperty: LookupProperty;
}

/** How values become data. */
export interface CompileOptions {
  readonly deletionPolicy: DeletionPolicy;
  readonly tools: ValueTools;
}

/**
 * Entries in order, later ones over earlier ones. The first entry that fails fails the whole: an ExternalSecret is
 * the unit, and a partial Secret would be worse than yesterday's.
 */
export function compileData(
  sources: readonly Source[],
  readOf: (source: Source) => ParameterRead,
  { deletionPolicy, tools }: CompileOptions,
): Compilation {
  const data = new Map<string, SecretValue>();
  const absent: Source[] = [];
  let missing: SyncFailure | undefined;
  for (const source of sources) {
    const read = readOf(source);
    if (read.kind === 'failed') return { ok: false, failure: readFailure(source, read.error) };
    if (read.kind === 'absent') {
      absent.push(source);
      missing ??= entryFailure(source, 'Secret does not exist', { absence: true });
      continue;
    }
    const values = compileEntry(source, read.parameter.value, tools);
    if (!values.ok) return { ok: false, failure: entryFailure(source, values.problem) };
    for (const [key, value] of values.value) data.set(key, value);
  }
  if (missing !== undefined && deletionPolicy === 'Retain') return { ok: false, failure: missing };
  return { ok: true, value: { data, absent } };
}

function entryFailure(source: Source, problem: string, extra: Partial<SyncFailure> = {}): SyncFailure {
  return syncFailure(WORDS.fetch, `error processing ${source.entry.field}, err: ${problem}`, extra);
}

function readFailure(source: Source, error: Error & { readonly code: string }): SyncFailure {
  const problem = `${error.code}: ${error.message}`;
  return entryFailure(source, problem, { transient: error instanceof TransientError });
}

function compileEntry(
  source: Source,
  value: SecretValue | undefined,
  tools: ValueTools,
): Checked<ReadonlyMap<string, SecretValue>> {
  const { secretKey, remoteRef, rewrite } = source.entry;
  if (value === undefined) {
    return invalid(`invalid secret received. parameter value is nil for key: ${remoteRef.key}`);
  }
  const selected = selectProperty(value, remoteRef, tools);
  if (!selected.ok) return selected;
  return secretKey === undefined
    ? compileExtract(selected.value, remoteRef, { operations: rewrite, tools })
    : compileKey(secretKey, selected.value, remoteRef);
}

function selectProperty(
  value: SecretValue,
  { key, property }: RemoteRef,
  { lookupProperty }: ValueTools,
): Checked<SecretValue> {
  if (property === '') return valid(value);
  const result = lookupProperty(value.unwrap(), property);
  if (result.found) return valid(SecretValue.ofBytes(result.bytes));
  return invalid(result.problem ?? `key ${property} does not exist in secret ${key}`);
}

function compileKey(
  secretKey: string,
  value: SecretValue,
  ref: RemoteRef,
): Checked<ReadonlyMap<string, SecretValue>> {
  const decoded = decodeValue(value, ref.decodingStrategy);
  if (!decoded.ok) {
    return invalid(`error applying decoding strategy ${ref.decodingStrategy} to data: ${decoded.problem}`);
  }
  return refuseNullBytes(new Map([[secretKey, decoded.value]]), ref);
}

interface Rewriting {
  readonly operations: readonly RewriteOperation[];
  readonly tools: RewriteTools;
}

function compileExtract(
  value: SecretValue,
  ref: RemoteRef,
  rewriting: Rewriting,
): Checked<ReadonlyMap<string, SecretValue>> {
  const extracted = extractObject(value.unwrap().toString('utf8'));
  if (!extracted.ok) return invalid(`unable to unmarshal secret ${ref.key}: ${extracted.problem}`);
  const converted = renameKeys(extracted.value, ref, rewriting);
  if (!converted.ok) return converted;
  const checked = validateKeys(converted.value);
  if (!checked.ok) {
    return invalid(
      `invalid secret keys (TIP: use rewrite or conversionStrategy to change keys): ${checked.problem}`,
    );
  }
  const decoded = new Map<string, SecretValue>();
  for (const [key, raw] of checked.value) {
    const result = decodeValue(raw, ref.decodingStrategy);
    if (!result.ok) {
      return invalid(
        `error applying decoding strategy ${ref.decodingStrategy} to data: ` +
          `failure decoding key ${key}: ${result.problem}`,
      );
    }
    decoded.set(key, result.value);
  }
  return refuseNullBytes(decoded, ref);
}

/** Rewrites keys where the entry says so, else makes them what a Secret takes. */
function renameKeys(
  values: ReadonlyMap<string, SecretValue>,
  { conversionStrategy }: RemoteRef,
  { operations, tools }: Rewriting,
): Checked<ReadonlyMap<string, SecretValue>> {
  if (operations.length > 0) {
    const rewritten = rewriteValues(values, operations, tools);
    return rewritten.ok ? rewritten : invalid(`error applying rewrite to keys: ${rewritten.problem}`);
  }
  const converted = convertKeys(values, conversionStrategy);
  if (converted.ok) return converted;
  return invalid(`error applying conversion strategy ${conversionStrategy} to keys: ${converted.problem}`);
}

function refuseNullBytes(
  values: ReadonlyMap<string, SecretValue>,
  ref: RemoteRef,
): Checked<ReadonlyMap<string, SecretValue>> {
  if (!ref.refuseNullBytes) return valid(values);
  for (const [key, value] of values) {
    if (value.unwrap().includes(0)) {
      return invalid(
        `fetched secret value for key "${key}" contains null bytes; remove them at the source or set nullBytePolicy: Ignore`,
      );
    }
  }
  return valid(values);
}
