import type { ResourceType } from '../../core/kubernetes.ts';

/** Where one object of a page stands in its text. */
export interface ItemSpan {
  readonly start: number;
  readonly end: number;
}

/** A page of a LIST, cut into its objects without being parsed. */
export interface PageParts {
  /** The page without its items: what `continue` and `resourceVersion` are read from. */
  readonly envelope: string;
  readonly items: readonly ItemSpan[];
}

const ITEMS = '"items":[';

/**
 * Cuts the text of a page where one object ends and the next begins. The API server writes the objects of a custom
 * resource with sorted keys and those of its own types in the order of the Go struct, so each begins the same way;
 * inside a JSON string that beginning cannot stand, since its quotes would be escaped. Undefined when the text is
 * not written like that (an empty list, another server): whoever asks parses it as a whole.
 */
export function splitPage(text: string, type: ResourceType): PageParts | undefined {
  const opened = text.indexOf(ITEMS);
  if (opened < 0) return undefined;
  const start = opened + ITEMS.length;
  const opening = openingOf(text, start, type);
  if (opening === undefined) return undefined;
  const end = opening.isOwnType ? endOfText(text) : text.lastIndexOf('],"kind":"');
  if (end < start) return undefined;
  return { envelope: text.slice(0, start) + text.slice(end), items: cut(text, opening.text, { start, end }) };
}

/** Lists of the API server's own types end with their items. */
function endOfText(text: string): number {
  const end = text.endsWith('\n') ? text.length - 3 : text.length - 2;
  return text.startsWith(']}', end) ? end : -1;
}

function openingOf(
  text: string,
  at: number,
  { group, version, kind }: ResourceType,
): { readonly text: string; readonly isOwnType: boolean } | undefined {
  const own = '{"metadata":{"name":"';
  if (text.startsWith(own, at)) return { text: own, isOwnType: true };
  const custom = `{"apiVersion":"${group}/${version}","kind":"${kind}","metadata":{`;
  return text.startsWith(custom, at) ? { text: custom, isOwnType: false } : undefined;
}

function cut(text: string, opening: string, { start, end }: ItemSpan): readonly ItemSpan[] {
  const separator = `},${opening}`;
  const spans: ItemSpan[] = [];
  let from = start;
  while (from < end) {
    const next = text.indexOf(separator, from);
    const to = next < 0 || next >= end ? end : next + 1;
    spans.push({ start: from, end: to });
    from = to + 1;
  }
  return spans;
}

/** Which state of which object a text is. */
export interface ItemIdentity {
  readonly uid: string;
  readonly resourceVersion: string;
}

/** The end of a custom resource's metadata: both keys are the last of the sorted ones, and `spec` comes next. */
const SORTED = /"resourceVersion":"([^"]+)","uid":"([^"]+)"\},"spec":/y;
/** The beginning of the metadata of the API server's own types. */
const STRUCT =
  /\{"metadata":\{"name":"[^"]*",(?:"generateName":"[^"]*",)?(?:"namespace":"[^"]*",)?"uid":"([^"]+)","resourceVersion":"([^"]+)"/y;

/**
 * Reads uid and resourceVersion from where only the server writes them: annotations and labels, which anybody may
 * name `uid`, are followed by other metadata and never by `spec`, and come after the beginning. Undefined when they
 * are not found there.
 */
export function identifyItem(text: string, { start, end }: ItemSpan): ItemIdentity | undefined {
  STRUCT.lastIndex = start;
  const [, uid, resourceVersion] = STRUCT.exec(text) ?? [];
  if (uid !== undefined && resourceVersion !== undefined) return { uid, resourceVersion };
  for (let at = start; ; at += 1) {
    at = text.indexOf('"resourceVersion":"', at);
    if (at < 0 || at >= end) return undefined;
    SORTED.lastIndex = at;
    const [, version, id] = SORTED.exec(text) ?? [];
    if (version !== undefined && id !== undefined) return { uid: id, resourceVersion: version };
  }
}
