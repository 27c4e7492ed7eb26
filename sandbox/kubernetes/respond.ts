import type { HttpResponse } from '../../lambdas/adapters/kubernetes/http.ts';
import { respondJson } from './answers.ts';
import type { JsonObject } from './json.ts';
import type { ResourceRequest, Result } from './requests/context.ts';
import type { Page } from './requests/read.ts';
import { metadataOnly, serialize, serializeList } from './views/serialize.ts';
import { tableOf } from './views/table.ts';

const JSON_HEADERS = { 'content-type': 'application/json' };

/** One object, as a table or metadata alone when the client prefers that. */
export function respondObject(request: ResourceRequest, result: Result): HttpResponse {
  const headers = headersWith(request, result.warnings ?? []);
  const view = preferredView(request);
  if (result.object['kind'] === 'Status' || view === 'object') {
    return { status: result.code, headers, body: serialize(request.resource, result.object) };
  }
  return { status: result.code, headers, body: JSON.stringify(viewOf(request, result.object)) };
}

/** An object in the form the client prefers. */
export function viewOf(request: ResourceRequest, object: JsonObject): JsonObject {
  const view = preferredView(request);
  if (view === 'table') return tableOf(request, [object], {});
  return view === 'metadata' ? metadataOnly(object) : object;
}

function headersWith(request: ResourceRequest, warnings: readonly string[]): Record<string, string> {
  const { deprecation } = request.resource;
  const all = deprecation === '' ? warnings : [deprecation, ...warnings];
  if (all.length === 0) return JSON_HEADERS;
  return { ...JSON_HEADERS, warning: all.map((text) => `299 - ${JSON.stringify(text)}`).join(', ') };
}

/** A page of a list in the form the client prefers. */
export function respondPage(request: ResourceRequest, page: Page): HttpResponse {
  const metadata: JsonObject = { resourceVersion: page.resourceVersion };
  const view = preferredView(request);
  if (page.continue !== '' || (request.resource.custom && view === 'object')) {
    metadata['continue'] = page.continue;
  }
  if (page.remaining !== undefined) metadata['remainingItemCount'] = page.remaining;
  if (view === 'table') return respondJson(200, tableOf(request, page.items, metadata));
  if (view === 'metadata') {
    const items = page.items.map(metadataOnly);
    return respondJson(200, {
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata,
      items,
    });
  }
  return {
    status: 200,
    headers: headersWith(request, []),
    body: serializeList(request.resource, page.items, metadata),
  };
}

function preferredView(request: ResourceRequest): 'object' | 'table' | 'metadata' {
  const first = (request.http.headers['accept'] ?? '').split(',')[0] ?? '';
  if (first.includes('as=Table')) return 'table';
  return first.includes('as=PartialObjectMetadata') ? 'metadata' : 'object';
}
