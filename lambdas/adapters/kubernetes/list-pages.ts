import { TransientError } from '../../core/errors.ts';
import type { KubernetesObject, ResourceType } from '../../core/kubernetes.ts';
import type { ObjectList } from '../../core/ports.ts';

/** One page as the server sends it. Items of built-in lists carry neither apiVersion nor kind. */
interface ListPage {
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly Record<string, unknown>[];
}

/** Reads the page that starts at a continue token; undefined is the first. */
export type ReadPage = (token: string | undefined) => Promise<unknown>;

/**
 * All pages or an error: an expired token (410) rejects, since going on would mix two moments
 * (reference: kubernetes 2.1). `managedFields` are dropped, which halves what a list of custom resources keeps
 * in memory; lists of Secrets keep them, because a Secret that was listed may be written back.
 */
export async function readList(
  type: ResourceType,
  readPage: ReadPage,
  pagesMax: number,
): Promise<ObjectList> {
  const items: KubernetesObject[] = [];
  let token: string | undefined;
  for (let pages = 0; pages < pagesMax; pages += 1) {
    const page = (await readPage(token)) as ListPage;
    for (const item of page.items ?? []) items.push(completeItem(type, item));
    token = page.metadata?.continue === '' ? undefined : page.metadata?.continue;
    if (token === undefined) return { items, resourceVersion: page.metadata?.resourceVersion ?? '' };
  }
  throw new TransientError(`the list of ${type.plural} did not end within ${pagesMax} pages`, {
    code: 'ListTooLong',
    subject: type.plural,
  });
}

function completeItem(type: ResourceType, item: Record<string, unknown>): KubernetesObject {
  const apiVersion = type.group === '' ? type.version : `${type.group}/${type.version}`;
  const object = { apiVersion, kind: type.kind, ...item } as unknown as KubernetesObject;
  if (type.kind === 'Secret') return object;
  const { managedFields: _dropped, ...metadata } = object.metadata;
  return { ...object, metadata };
}
