import { TransientError } from '../../core/errors.ts';
import type { KubernetesObject, ResourceType } from '../../core/kubernetes.ts';
import type { ObjectList } from '../../core/ports.ts';
import type { CompleteItem, ItemMemory } from './item-memory.ts';
import { splitPage } from './page-items.ts';

/** One page as the server sends it. Items of built-in lists carry neither apiVersion nor kind. */
interface ListPage {
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly Record<string, unknown>[];
}

/** Reads the text of the page that starts at a continue token; undefined is the first. Rejects unless it was answered. */
export type ReadPage = (token: string | undefined) => Promise<string>;

/**
 * All pages or an error: an expired token (410) rejects, since going on would mix two moments
 * (reference: kubernetes 2.1). `managedFields` are dropped, which halves what a list of custom resources keeps
 * in memory; lists of Secrets keep them, because a Secret that was listed may be written back. What `memory` knows
 * is not parsed again. Throws SyntaxError when a page is not JSON.
 */
export async function readList(
  type: ResourceType,
  readPage: ReadPage,
  { pagesMax, memory }: { readonly pagesMax: number; readonly memory: ItemMemory | undefined },
): Promise<ObjectList> {
  const items: KubernetesObject[] = [];
  let token: string | undefined;
  memory?.begin();
  for (let pages = 0; pages < pagesMax; pages += 1) {
    const page = parsePage(type, await readPage(token), memory);
    items.push(...page.items);
    token = page.metadata?.continue === '' ? undefined : page.metadata?.continue;
    if (token !== undefined) continue;
    const { resourceVersion = '' } = page.metadata ?? {};
    if (resourceVersion === '') throw noList(type);
    memory?.end();
    return { items, resourceVersion };
  }
  throw new TransientError(`the list of ${type.plural} did not end within ${pagesMax} pages`, {
    code: 'ListTooLong',
    subject: type.plural,
  });
}

/** Every list says what moment it is of. What does not was sent by somebody in between, and says nothing of absence. */
function noList({ plural }: ResourceType): TransientError {
  return new TransientError(`the API server answered for ${plural} with what is no list`, {
    code: 'InvalidAnswer',
    subject: plural,
  });
}

interface ParsedPage {
  readonly metadata: ListPage['metadata'] | undefined;
  readonly items: readonly KubernetesObject[];
}

function parsePage(type: ResourceType, text: string, memory: ItemMemory | undefined): ParsedPage {
  const complete: CompleteItem = (item) => completeItem(type, item);
  const known = memory === undefined ? undefined : parseParts({ type, text, memory, complete });
  if (known !== undefined) return known;
  const { metadata, items } = (JSON.parse(text) as ListPage | null) ?? {};
  return { metadata, items: (items ?? []).map(complete) };
}

/** Undefined when the page could not be cut where its objects end: the whole page is parsed then. */
function parseParts({
  type,
  text,
  memory,
  complete,
}: {
  readonly type: ResourceType;
  readonly text: string;
  readonly memory: ItemMemory;
  readonly complete: CompleteItem;
}): ParsedPage | undefined {
  const parts = splitPage(text, type);
  if (parts === undefined) return undefined;
  try {
    const { metadata } = JSON.parse(parts.envelope) as ListPage;
    return { metadata, items: parts.items.map((span) => memory.read(text, span, complete)) };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function completeItem(type: ResourceType, item: Record<string, unknown>): KubernetesObject {
  const apiVersion = type.group === '' ? type.version : `${type.group}/${type.version}`;
  const object = { apiVersion, kind: type.kind, ...item } as unknown as KubernetesObject;
  if (type.kind === 'Secret') return object;
  const { managedFields: _dropped, ...metadata } = object.metadata;
  return { ...object, metadata };
}
