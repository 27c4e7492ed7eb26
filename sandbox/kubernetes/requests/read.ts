import { isObject, type JsonObject } from '../json.ts';
import { toVersion } from '../resources/convert.ts';
import { refuse, StatusError } from '../status-error.ts';
import { type ResourceRequest, type ServerContext, storeKind } from './context.ts';
import { fieldPredicate, labelPredicate } from './selectors.ts';

/** One page of a LIST: objects in the request's version, and where the next page starts. */
export interface Page {
  readonly items: readonly JsonObject[];
  readonly resourceVersion: string;
  readonly continue: string;
  /** Known only when no selector filters. */
  readonly remaining: number | undefined;
}

/** The consistent view that the pages of one LIST share. */
interface Snapshot {
  readonly items: readonly JsonObject[];
  readonly takenAt: number;
}

/** Snapshots live as long as etcd keeps old revisions: five minutes. */
const SNAPSHOT_MS = 5 * 60_000;

const EXPIRED =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

/** Remembers the views of lists that were read in pages. */
export class Snapshots {
  #taken = new Map<string, Snapshot>();

  keep(id: string, snapshot: Snapshot): void {
    for (const [old, { takenAt }] of this.#taken) {
      if (snapshot.takenAt - takenAt > SNAPSHOT_MS) this.#taken.delete(old);
    }
    this.#taken.set(id, snapshot);
  }

  find(id: string, now: number): Snapshot | undefined {
    const snapshot = this.#taken.get(id);
    return snapshot !== undefined && now - snapshot.takenAt <= SNAPSHOT_MS ? snapshot : undefined;
  }

  /** Forgets all views, as a compaction of etcd does. */
  clear(): void {
    this.#taken.clear();
  }
}

interface Token {
  readonly rv: number;
  /** Key after which the page starts. */
  readonly start: string;
}

/** GET of a collection. */
export function listObjects(context: ServerContext, request: ResourceRequest, snapshots: Snapshots): Page {
  const { query } = request.info;
  const limit = Number(query.get('limit') ?? 0);
  const token = parseToken(query.get('continue') ?? '');
  checkVersion(context, query.get('resourceVersion') ?? '');
  const { items, version } = view(context, request, { token, snapshots });
  const after = token === undefined ? items : items.filter((item) => keyOf(item) > token.start);
  const selected = selectedBy(request);
  const page: JsonObject[] = [];
  for (const item of after) {
    if (limit > 0 && page.length > limit) break;
    if (selected(item)) page.push(item);
  }
  if (limit <= 0 || page.length <= limit) {
    return { items: page, resourceVersion: String(version), continue: '', remaining: undefined };
  }
  page.pop();
  const start = keyOf(page.at(-1) ?? {});
  if (token === undefined) snapshots.keep(viewId(request, version), { items, takenAt: context.now() });
  const filters = (query.get('labelSelector') ?? '') + (query.get('fieldSelector') ?? '');
  const left = after.filter((item) => keyOf(item) > start).length;
  const remaining = filters === '' ? left : undefined;
  return {
    items: page,
    resourceVersion: String(version),
    continue: formatToken({ rv: version, start }),
    remaining,
  };
}

function view(
  context: ServerContext,
  request: ResourceRequest,
  { token, snapshots }: { readonly token: Token | undefined; readonly snapshots: Snapshots },
): { readonly items: readonly JsonObject[]; readonly version: number } {
  const { resource, info } = request;
  if (token !== undefined && token.rv > 0) {
    const snapshot = snapshots.find(viewId(request, token.rv), context.now());
    if (snapshot !== undefined) return { items: snapshot.items, version: token.rv };
    const error = refuse.expired(EXPIRED);
    const metadata = { continue: formatToken({ rv: -1, start: token.start }) };
    throw Object.assign(error, { body: { ...error.body, metadata } });
  }
  const stored = context.store.list(storeKind(resource), info.namespace);
  return { items: stored.map((object) => toVersion(object, resource)), version: context.store.version };
}

function viewId({ resource, info }: ResourceRequest, version: number): string {
  return `${storeKind(resource)}/${resource.version}/${info.namespace ?? ''}@${version}`;
}

/** Whether an object matches the selectors of a request. */
export function selectedBy({ info, resource }: ResourceRequest): (object: JsonObject) => boolean {
  const labels = info.query.get('labelSelector') ?? '';
  const fields = info.query.get('fieldSelector') ?? '';
  if (labels === '' && fields === '') return () => true;
  const byLabel = labelPredicate(labels);
  const byField = fieldPredicate(fields, resource);
  return (object) => byLabel(object) && byField(object);
}

/** A version from the future cannot be served: 504, as the watch cache answers after its wait. */
function checkVersion(context: ServerContext, asked: string): void {
  if (asked === '' || asked === '0') return;
  if (!/^\d+$/.test(asked))
    throw refuse.badRequest(`Invalid value: "${asked}": strconv.ParseUint: invalid syntax`);
  if (Number(asked) <= context.store.version) return;
  const message = `Too large resource version: ${asked}, current: ${context.store.version}`;
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
  throw new StatusError(504, 'Timeout', message, { retryAfterSeconds: 1, causes });
}

function keyOf(object: JsonObject): string {
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  return `${String(metadata['namespace'] ?? '')}/${String(metadata['name'])}`;
}

function formatToken(token: Token): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', ...token })).toString('base64url');
}

function parseToken(text: string): Token | undefined {
  if (text === '') return undefined;
  try {
    const token: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (isObject(token) && typeof token['rv'] === 'number' && typeof token['start'] === 'string') {
      return { rv: token['rv'], start: token['start'] };
    }
  } catch {
    // Falls through to the refusal below.
  }
  throw refuse.badRequest('continue key is not valid: the token could not be read');
}
