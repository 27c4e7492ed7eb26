import * as v from 'valibot';
import { parseDurationMs } from './duration.ts';
import type {
  ExternalSecret,
  ExternalSecretSpec,
  RemoteRef,
  SourceEntry,
  StoreRef,
} from './external-secret.ts';
import type { GeneratorRef } from './generator.ts';
import { generatorName } from './generator-refs.ts';
import { refuseField } from './not-built.ts';
import { type RawFind, type RawRemoteRef, RawSpec, type RawStoreRef } from './raw-spec.ts';
import { type Refusable, refused } from './refusal.ts';
import { toRewriteOperation } from './rewrite/read-operation.ts';
import { toSecretTemplate } from './secret-template.ts';
import { findRuleBreach } from './spec-rules.ts';
import { EXTERNAL_SECRET_FIELDS, findUnsupportedField } from './supported-fields.ts';

/** ESO's default when the API server filled in nothing. */
const REFRESH_INTERVAL_DEFAULT = '1h';

/**
 * Reads a spec completely or refuses it. Order: fields we do not support, shapes, ESO's webhook rules, values.
 * Every object is read by itself: one unreadable `refreshInterval` stops nobody else (invariant I5).
 */
export function parseSpec(externalSecret: ExternalSecret): Refusable<ExternalSecretSpec> {
  const { spec } = externalSecret;
  const unsupported = findUnsupportedField(spec, EXTERNAL_SECRET_FIELDS, 'spec');
  if (unsupported !== undefined) return { ok: false, ...refuseField(unsupported) };
  const raw = v.safeParse(RawSpec, spec);
  if (!raw.success) {
    const [issue] = raw.issues;
    return refused('InvalidSpec', `spec.${v.getDotPath(issue) ?? ''}: ${issue.message.toLowerCase()}`);
  }
  const breach = findRuleBreach(raw.output, spec);
  if (breach !== undefined) return refused('InvalidSpec', breach);
  const interval = parseDurationMs(raw.output.refreshInterval || REFRESH_INTERVAL_DEFAULT);
  if (!interval.ok) return refused('InvalidSpec', `spec.refreshInterval: ${interval.problem}`);
  const entries = [...toBulkEntries(raw.output), ...toKeyEntries(raw.output)];
  return (
    checkEntries(entries) ?? {
      ok: true,
      value: toSpec(externalSecret, raw.output, { entries, refreshIntervalMs: interval.value }),
    }
  );
}

function toSpec(
  externalSecret: ExternalSecret,
  raw: RawSpec,
  read: Pick<ExternalSecretSpec, 'entries' | 'refreshIntervalMs'>,
): ExternalSecretSpec {
  return {
    targetName: raw.target?.name || externalSecret.name,
    creationPolicy: raw.target?.creationPolicy ?? 'Owner',
    deletionPolicy: raw.target?.deletionPolicy ?? 'Retain',
    immutable: raw.target?.immutable ?? false,
    refreshPolicy: raw.refreshPolicy,
    ...(raw.target?.template ? { template: toSecretTemplate(raw.target.template) } : {}),
    ...read,
  };
}

function toBulkEntries(raw: RawSpec): SourceEntry[] {
  const isCreatedOnce = raw.refreshPolicy === 'CreatedOnce';
  return (raw.dataFrom ?? []).flatMap(({ extract, find, rewrite, sourceRef }, index) => {
    const shared = {
      secretKey: undefined,
      storeRef: toStoreRef(sourceRef?.storeRef ?? raw.secretStoreRef),
      rewrite: (rewrite ?? []).flatMap((one) => toRewriteOperation(one, isCreatedOnce)),
    };
    const field = `spec.dataFrom[${index}]`;
    const generator = sourceRef?.generatorRef;
    if (generator)
      return [{ ...shared, field: `${field}.sourceRef.generatorRef`, ...toGeneratorEntry(generator) }];
    if (find) return [{ ...shared, field: `${field}.find`, ...toFindEntry(find) }];
    if (extract) return [{ ...shared, field: `${field}.extract`, remoteRef: toRemoteRef(extract) }];
    return [];
  });
}

function toKeyEntries(raw: RawSpec): SourceEntry[] {
  return (raw.data ?? []).map(({ secretKey, remoteRef, sourceRef }, index) => ({
    field: `spec.data[${index}] (key: ${remoteRef.key})`,
    secretKey,
    storeRef: toStoreRef(sourceRef?.storeRef ?? raw.secretStoreRef),
    remoteRef: toRemoteRef(remoteRef),
    rewrite: [],
  }));
}

function isByKey({ find, generator }: SourceEntry): boolean {
  return find === undefined && generator === undefined;
}

function checkEntries(entries: readonly SourceEntry[]): ReturnType<typeof refused> | undefined {
  const named = entries.find((entry) => entry.remoteRef.key === '' && isByKey(entry));
  return named === undefined ? undefined : refused('InvalidSpec', `${named.field}: the remote key is empty`);
}

function toGeneratorEntry(ref: GeneratorRef): Pick<SourceEntry, 'generator' | 'remoteRef' | 'storeRef'> {
  return {
    generator: { kind: ref.kind, name: ref.name },
    storeRef: { kind: 'SecretStore', name: generatorName(ref) },
    remoteRef: toRemoteRef(NO_REMOTE_REF),
  };
}

const NO_REMOTE_REF: RawRemoteRef = {
  key: '',
  metadataPolicy: 'None',
  conversionStrategy: 'Default',
  decodingStrategy: 'None',
  nullBytePolicy: 'Ignore',
};

function toFindEntry(raw: RawFind): Pick<SourceEntry, 'find' | 'remoteRef'> {
  const { name, path, tags, conversionStrategy, decodingStrategy, nullBytePolicy } = raw;
  const strategies = { conversionStrategy, decodingStrategy, refuseNullBytes: nullBytePolicy === 'Fail' };
  return {
    remoteRef: { key: '', property: '', version: '', ...strategies },
    find: {
      path: path ?? '',
      regexp: name ? (name.regexp ?? '') : undefined,
      tags: tags ?? undefined,
    },
  };
}

function toStoreRef(raw: RawStoreRef | null | undefined): StoreRef {
  return { kind: raw?.kind ?? 'SecretStore', name: raw?.name ?? '' };
}

function toRemoteRef(raw: RawRemoteRef): RemoteRef {
  return {
    key: raw.key,
    property: raw.property ?? '',
    version: raw.version ?? '',
    conversionStrategy: raw.conversionStrategy,
    decodingStrategy: raw.decodingStrategy,
    refuseNullBytes: raw.nullBytePolicy === 'Fail',
    ...(raw.metadataPolicy === 'Fetch' ? { fetchesTags: true } : {}),
  };
}
