import type { KubernetesObject, ManagedFieldsEntry } from '../../../../lambdas/core/kubernetes.ts';

/** Marks of ours, and marks of others that we never copy onto a Secret; neither is compared. */
const UNCOMPARED: readonly RegExp[] = [
  /^sluice\//v,
  /^kubectl\.kubernetes\.io\/last-applied-configuration$/v,
  /^argocd\.argoproj\.io\/(tracking-id|installation-id|instance)$/v,
  /^app\.kubernetes\.io\/instance$/v,
];
const FIELD_MANAGER = /^externalsecrets\.external-secrets\.io\//v;

/** The Secret as far as it is compared: content, marks, owners, and what the field manager owns. */
export interface NormalSecret {
  readonly type: unknown;
  readonly immutable: unknown;
  readonly data: Readonly<Record<string, unknown>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly finalizers: readonly string[];
  readonly ownerReferences: readonly Readonly<Record<string, unknown>>[];
  /** Paths owned, by manager and operation. */
  readonly managedFields: Readonly<Record<string, readonly string[]>>;
}

/**
 * @param uidName names an owner's uid: `<uid>` when it is that of the object the reference names, else the uid
 */
export function normaliseSecret(
  secret: KubernetesObject,
  uidName: (owner: { readonly kind: string; readonly name: string; readonly uid: string }) => string,
): NormalSecret {
  const { metadata } = secret;
  const owners = metadata.ownerReferences ?? [];
  const names = new Map(owners.map((owner) => [owner.uid, uidName(owner)]));
  return {
    type: secret['type'],
    immutable: secret['immutable'] ?? false,
    data: (secret['data'] ?? {}) as Readonly<Record<string, unknown>>,
    labels: compared(metadata.labels),
    annotations: compared(metadata.annotations),
    finalizers: metadata.finalizers ?? [],
    ownerReferences: owners.map((owner) => ({ ...owner, uid: names.get(owner.uid) })),
    managedFields: ownedFields(metadata.managedFields ?? [], names),
  };
}

function compared(marks: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(marks).filter(([key]) => !isUncompared(key)));
}

function isUncompared(key: string): boolean {
  return UNCOMPARED.some((pattern) => pattern.test(key));
}

function ownedFields(entries: readonly ManagedFieldsEntry[], uids: ReadonlyMap<string, string>) {
  const ours = entries.filter(({ manager = '' }) => FIELD_MANAGER.test(manager));
  return Object.fromEntries(
    ours.map(({ manager, operation, fieldsV1 = {} }) => [
      `${manager} ${operation}`,
      [...leaves(fieldsV1, [])].map((path) => renameUids(path, uids)).sort(),
    ]),
  );
}

/** Leaf paths of a field trie; `.` only tells who made the map around it and is no key. */
function* leaves(fields: Readonly<Record<string, unknown>>, path: readonly string[]): Iterable<string> {
  for (const [key, value] of Object.entries(fields)) {
    if (key === '.' || isUncompared(key.replace(/^f:/v, ''))) continue;
    const below = value as Readonly<Record<string, unknown>>;
    const here = [...path, key];
    if (Object.keys(below).length === 0) yield here.join(' ');
    else yield* leaves(below, here);
  }
}

function renameUids(path: string, uids: ReadonlyMap<string, string>): string {
  return [...uids].reduce((text, [uid, name]) => text.replaceAll(uid, name), path);
}
