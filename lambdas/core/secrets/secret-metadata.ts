import type { OwnerReference } from '../kubernetes.ts';
import { type CreationPolicy, type ExternalSecret, ownerReferenceOf } from './external-secret.ts';
import type { OwnedKeys } from './managed-fields.ts';
import { ANNOTATION, createdByOf, LABEL } from './marks.ts';
import type { ObservedSecret } from './observed-secret.ts';
import type { RenderedSecret } from './template-renderer.ts';

/** Labels, annotations (hash and versions aside) and owners that the Secret should have. */
export interface DesiredMetadata {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly ownerReferences: readonly OwnerReference[];
}

/** Marks of other tools that would make them mistake the Secret for the ExternalSecret (DESIGN 4.10). */
const NEVER_COPIED: readonly string[] = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'argocd.argoproj.io/tracking-id',
  'argocd.argoproj.io/installation-id',
  'argocd.argoproj.io/instance',
];

/** Argo CD's older tracking label: it prunes what carries it, unless an owner reference protects the object. */
const INSTANCE_LABEL = 'app.kubernetes.io/instance';
const OUR_PREFIX = 'sluice/';

/** What desired metadata is made from. */
export interface MetadataInput {
  readonly externalSecret: ExternalSecret;
  readonly creationPolicy: CreationPolicy;
  readonly observed: ObservedSecret | undefined;
  /** What our field manager set before; taken away unless wanted again. */
  readonly owned: OwnedKeys;
  /**
   * Marks that ESO copied before the takeover stay as long as nothing else changes, so that the takeover itself
   * writes nothing; a write that happens anyway drops them.
   */
  readonly keepCopiedMarks: boolean;
  /** What a template gives in place of the ExternalSecret's own; `kept`: what is there stays. @default no template */
  readonly rendered?: Pick<RenderedSecret, 'labels' | 'annotations'> | 'kept' | undefined;
}

export function desiredMetadata(input: MetadataInput): DesiredMetadata {
  const { externalSecret, creationPolicy, observed, owned } = input;
  const isOwner = creationPolicy === 'Owner';
  const { rendered = externalSecret } = input;
  const isKept = rendered === 'kept';
  const labels = isKept
    ? { ...observed?.labels }
    : merge(observed?.labels, rendered.labels, owned.labels, input);
  const annotations = isKept
    ? { ...observed?.annotations }
    : merge(observed?.annotations, rendered.annotations, owned.annotations, input);
  delete labels[LABEL.createdBy];
  delete annotations[ANNOTATION.dataHash];
  return {
    labels: {
      ...labels,
      [LABEL.managed]: 'true',
      ...(isOwner ? { [LABEL.createdBy]: createdByOf(externalSecret) } : {}),
    },
    annotations,
    ownerReferences: desiredOwners(externalSecret, observed?.ownerReferences ?? [], isOwner),
  };
}

type StringMap = Readonly<Record<string, string>>;

function merge(
  existing: StringMap = {},
  wanted: StringMap,
  owned: ReadonlySet<string>,
  { creationPolicy, keepCopiedMarks, rendered }: MetadataInput,
): Record<string, string> {
  const isMark = (key: string) =>
    NEVER_COPIED.includes(key) || (key === INSTANCE_LABEL && creationPolicy !== 'Owner');
  const isOurs = (key: string) => key.startsWith(OUR_PREFIX);
  const result: Record<string, string> = {};
  for (const [key, value] of Object.entries(existing)) {
    const stays = isOurs(key) || !owned.has(key) || (keepCopiedMarks && isMark(key));
    if (stays) result[key] = value;
  }
  for (const [key, value] of Object.entries(wanted)) {
    // A template is written for the Secret: what it says is meant.
    const isCopied = rendered === undefined && isMark(key);
    if (!isCopied && !isOurs(key)) result[key] = value;
  }
  return result;
}

function desiredOwners(
  externalSecret: ExternalSecret,
  existing: readonly OwnerReference[],
  isOwner: boolean,
): readonly OwnerReference[] {
  const isUs = (reference: OwnerReference) =>
    reference.kind === 'ExternalSecret' &&
    reference.apiVersion.startsWith('external-secrets.io/') &&
    reference.name === externalSecret.name;
  const others = existing.filter((reference) => !isUs(reference));
  if (!isOwner) return others.length === existing.length ? existing : others;
  const ours = existing.find(isUs);
  // An older apiVersion in an otherwise right reference is no reason to write.
  const right = ours?.uid === externalSecret.uid && ours.controller === true;
  return ours !== undefined && right ? existing : [...others, ownerReferenceOf(externalSecret)];
}
