import type { Parameter } from '../aws-ports.ts';
import { TransientError } from '../errors.ts';
import { compareBytes } from '../object-key.ts';
import { SecretValue } from '../secret-value.ts';
import { type Checked, invalid, valid } from './checked.ts';
import { decodeValue } from './decode.ts';
import type { DeletionPolicy, RemoteRef } from './external-secret.ts';
import { extractObject } from './extract.ts';
import type { ShrunkFind } from './find-absence.ts';
import type { LookupProperty } from './property-path.ts';
import type { RewriteOperation, RewriteValues } from './rewrite/operation.ts';
import { convertKeys, validateKeys } from './secret-key.ts';
import type { ParameterRead, Source } from './source.ts';
import { type SyncFailure, syncFailure, WORDS } from './sync-failure.ts';
import type { RenderedSecret } from './template-renderer.ts';

/** The data an ExternalSecret should have, from what was read. */
export interface CompiledData {
  readonly data: ReadonlyMap<string, SecretValue>;
  /** Sources that AWS does not know; only deletionPolicy Delete and Merge get this far with any. */
  readonly absent: readonly Source[];
  /** What the template made of the data; undefined: the data is the Secret's. */
  readonly rendered?: RenderedSecret;
  /** The Secret that exists is what the template made once, and stays. @default false */
  readonly isKept?: boolean;
  /** Finds by which keys go for absence, whatever the deletionPolicy. @default none */
  readonly shrunk?: readonly ShrunkFind[];
}

export type Compilation =
  | { readonly ok: true; readonly value: CompiledData }
  | { readonly ok: false; readonly failure: SyncFailure };

/** What becoming data needs from modules that are loaded only where a manifest asks for them. */
export interface ValueTools {
  readonly rewriteValues: RewriteValues;
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
    const values =
      read.members === undefined
        ? compileEntry(source, read.parameter.value, tools)
        : compileFind(source, read.members, tools);
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
  readonly tools: ValueTools;
}

function compileExtract(
  value: SecretValue,
  ref: RemoteRef,
  rewriting: Rewriting,
): Checked<ReadonlyMap<string, SecretValue>> {
  const extracted = extractObject(value.unwrap().toString('utf8'));
  if (!extracted.ok) return invalid(`unable to unmarshal secret ${ref.key}: ${extracted.problem}`);
  return compileBulk(extracted.value, ref, rewriting);
}

/** Every parameter or secret that was found, its name as the key. */
function compileFind(
  { entry }: Source,
  members: readonly Parameter[],
  tools: ValueTools,
): Checked<ReadonlyMap<string, SecretValue>> {
  const values = new Map<string, SecretValue>();
  for (const { name, value } of members.toSorted((a, b) => compareBytes(a.name, b.name))) {
    if (value === undefined) return invalid(`parameter value is nil for key: ${name}`);
    values.set(name, value);
  }
  return compileBulk(values, entry.remoteRef, { operations: entry.rewrite, tools });
}

function compileBulk(
  values: ReadonlyMap<string, SecretValue>,
  ref: RemoteRef,
  rewriting: Rewriting,
): Checked<ReadonlyMap<string, SecretValue>> {
  const converted = renameKeys(values, ref, rewriting);
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
    const rewritten = tools.rewriteValues(values, operations);
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
