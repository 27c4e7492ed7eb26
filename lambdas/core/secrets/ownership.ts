import { compareBytes } from '../object-key.ts';
import type { SecretValue } from '../secret-value.ts';
import type { ExternalSecret, ExternalSecretSpec } from './external-secret.ts';
import { ANNOTATION } from './marks.ts';
import type { ObservedSecret } from './observed-secret.ts';
import { carriesMarks, controllerOf } from './secret-owner.ts';
import { type SyncFailure, syncFailure, WORDS } from './sync-failure.ts';

/** Who may write an existing Secret. Every check is a sentence; the first that objects decides. */
export interface OwnershipInput {
  readonly externalSecret: ExternalSecret;
  readonly spec: ExternalSecretSpec;
  readonly observed: ObservedSecret;
  /** Data the Secret would have. */
  readonly data: ReadonlyMap<string, SecretValue>;
}

const CHECKS: readonly ((input: OwnershipInput) => SyncFailure | undefined)[] = [
  belongsToAnotherExternalSecret,
  belongsToAnotherController,
  adoptionWouldLoseKeys,
];

/** Why this ExternalSecret may not write that Secret, or undefined. */
export function findOwnershipObjection(input: OwnershipInput): SyncFailure | undefined {
  for (const check of CHECKS) {
    const objection = check(input);
    if (objection !== undefined) return objection;
  }
  return undefined;
}

function belongsToAnotherExternalSecret({
  externalSecret,
  spec,
  observed,
}: OwnershipInput): SyncFailure | undefined {
  const owner = controllerOf(observed);
  const isAnother =
    owner?.kind === 'ExternalSecret' &&
    owner.apiVersion.startsWith('external-secrets.io/') &&
    owner.name !== externalSecret.name;
  return isAnother ? ownedByAnother(spec.targetName, owner.name) : undefined;
}

/** ESO's objection when two ExternalSecrets want one Secret. */
export function ownedByAnother(secretName: string, owner: string): SyncFailure {
  const detail = `unable to mutate secret ${secretName}: secret is owned by another ExternalSecret: ${owner}`;
  return syncFailure(WORDS.ownedByAnother, detail, { bound: true });
}

/** Any other controller's Secret may be merged into, as ESO allows, and never be taken over. */
function belongsToAnotherController({
  externalSecret,
  spec,
  observed,
}: OwnershipInput): SyncFailure | undefined {
  const owner = controllerOf(observed);
  if (owner === undefined || owner.kind === 'ExternalSecret' || spec.creationPolicy !== 'Owner')
    return undefined;
  const detail =
    `unable to mutate secret ${spec.targetName}: could not set controller reference on secret: Object ` +
    `${externalSecret.namespace}/${spec.targetName} is already owned by another ${owner.kind} controller ${owner.name}`;
  return syncFailure(WORDS.ownership, detail, { bound: true });
}

/**
 * A hand-made Secret is adopted only if none of its keys is lost: ESO would wipe them, which is how many a database
 * password went (DESIGN 4.7).
 */
function adoptionWouldLoseKeys({ spec, observed, data }: OwnershipInput): SyncFailure | undefined {
  const replaces = spec.creationPolicy === 'Owner' || spec.creationPolicy === 'Orphan';
  if (!replaces || carriesMarks(observed) || observed.annotations[ANNOTATION.adopt] === 'true')
    return undefined;
  const lost = [...observed.data.keys()].filter((key) => !data.has(key)).sort(compareBytes);
  if (lost.length === 0) return undefined;
  const detail =
    `secret ${spec.targetName} was not made by External Secrets Operator or sluice, and taking it over would lose ` +
    `its keys ${lost.join(', ')}; add them to spec.data, use creationPolicy Merge, or set the annotation ` +
    `${ANNOTATION.adopt}: "true" on the secret`;
  return syncFailure(WORDS.ownership, detail, {
    reason: 'AdoptionWouldLoseKeys',
    refusal: true,
    bound: true,
  });
}
