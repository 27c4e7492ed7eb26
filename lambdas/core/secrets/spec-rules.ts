import type { RawSpec } from './raw-spec.ts';
import { findTemplateBreach } from './template-rules.ts';

/**
 * The rules of ESO's validating webhook, which does not stand in front of us (reference: eso 1.1). Each says what is
 * wrong in the words of the webhook.
 */
const RULES: readonly ((raw: RawSpec, given: Readonly<Record<string, unknown>>) => string | undefined)[] = [
  hasSomeSource,
  deletesOnlyWhatItOwns,
  bulkEntryHasOneSource,
  rewriteDoesOneThing,
  keysAreUniqueUnderRetain,
  findTemplateBreach,
];

/** The first rule broken, or undefined. `given` is the spec before fields we do not read were dropped. */
export function findRuleBreach(raw: RawSpec, given: Readonly<Record<string, unknown>>): string | undefined {
  for (const rule of RULES) {
    const breach = rule(raw, given);
    if (breach !== undefined) return breach;
  }
  return undefined;
}

function hasSomeSource(raw: RawSpec): string | undefined {
  const sources = (raw.data?.length ?? 0) + (raw.dataFrom?.length ?? 0);
  return sources === 0 ? 'either data or dataFrom should be specified' : undefined;
}

function deletesOnlyWhatItOwns(raw: RawSpec): string | undefined {
  const { creationPolicy = 'Owner', deletionPolicy = 'Retain' } = raw.target ?? {};
  if (deletionPolicy === 'Delete' && ['Merge', 'None', 'CreateOrMerge'].includes(creationPolicy)) {
    return (
      `spec.target: deletionPolicy=Delete must not be used when the controller doesn't own the secret ` +
      `(creationPolicy=${creationPolicy}); set creationPolicy=Owner`
    );
  }
  if (deletionPolicy === 'Merge' && creationPolicy === 'None') {
    return 'spec.target: deletionPolicy=Merge must not be used with creationPolicy=None, there is no secret to merge with';
  }
  return undefined;
}

function bulkEntryHasOneSource(raw: RawSpec): string | undefined {
  for (const [index, { extract, find, sourceRef }] of (raw.dataFrom ?? []).entries()) {
    const given = [extract, find, sourceRef?.generatorRef].filter(Boolean).length;
    if (given > 1) {
      return `spec.dataFrom[${index}]: extract, find, or generatorRef cannot be set at the same time`;
    }
    if (sourceRef && !sourceRef.generatorRef && !sourceRef.storeRef) {
      return `spec.dataFrom[${index}].sourceRef: generatorRef or storeRef must be set when using sourceRef in dataFrom`;
    }
    if (given === 0) {
      return `spec.dataFrom[${index}]: either extract, find, or sourceRef.generatorRef must be set`;
    }
  }
  return undefined;
}

function rewriteDoesOneThing(raw: RawSpec): string | undefined {
  for (const [index, { rewrite }] of (raw.dataFrom ?? []).entries()) {
    const wrong = (rewrite ?? []).findIndex(
      (operation) => Object.values(operation).filter(Boolean).length !== 1,
    );
    if (wrong !== -1) {
      return `spec.dataFrom[${index}].rewrite[${wrong}]: exactly one of merge, regexp, transform must be set`;
    }
  }
  return undefined;
}

function keysAreUniqueUnderRetain(raw: RawSpec): string | undefined {
  if ((raw.target?.deletionPolicy ?? 'Retain') !== 'Retain') return undefined;
  const seen = new Set<string>();
  for (const { secretKey } of raw.data ?? []) {
    if (seen.has(secretKey)) return `spec.data: duplicate secretKey found: ${secretKey}`;
    seen.add(secretKey);
  }
  return undefined;
}
