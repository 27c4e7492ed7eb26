import { LIST_PAGE_SIZE, LIST_PAGES_MAX } from '../../core/bounds.ts';
import { TransientError } from '../../core/errors.ts';
import type { KubernetesObject, ObjectReference, ResourceType } from '../../core/kubernetes.ts';
import { formatKey } from '../../core/object-key.ts';
import type { Cluster, ObjectList } from '../../core/ports.ts';
import { isAbsent, toApiError } from './api-error.ts';
import { createDiscovery } from './discovery.ts';
import type { HttpRequest, HttpResponse, Transport } from './http.ts';
import { ItemMemory } from './item-memory.ts';
import { readList } from './list-pages.ts';
import { type PathParts, resourcePath } from './resource-path.ts';

export interface ClusterOptions {
  /** Objects a page of a LIST. Default LIST_PAGE_SIZE. */
  readonly pageSize?: number;
  /** Pages after which a LIST is given up as endless. Default LIST_PAGES_MAX. */
  readonly pagesMax?: number;
}

/**
 * The API server over any transport, on raw JSON. Fields unknown to us survive read-modify-write, which typed
 * models do not offer (reference: performance 2.1).
 */
export function createCluster(transport: Transport, options: ClusterOptions = {}): Cluster {
  const discovery = createDiscovery(async (path) => {
    const response = await transport({ method: 'GET', path, headers: ACCEPT });
    return response.status === 404 ? undefined : parseBody(response, path);
  });

  const memories = new Map<string, ItemMemory>();
  /** What was listed last of this type. Secrets are not kept: nothing holds their values longer than a run. */
  function memoryOf({ group, version, plural, kind }: ResourceType): ItemMemory | undefined {
    if (kind === 'Secret') return undefined;
    const key = `${group}/${version}/${plural}`;
    const memory = memories.get(key) ?? new ItemMemory();
    memories.set(key, memory);
    return memory;
  }

  /** One exchange; drops what discovery remembers when the type turns out not to be served. */
  async function exchange(type: ResourceType, call: Call): Promise<HttpResponse> {
    const response = await transport(toRequest(type, call));
    if (response.status === 404 && !isAbsent(response)) discovery.forget(type);
    return response;
  }

  async function write(type: ResourceType, call: Call): Promise<KubernetesObject> {
    return parseBody(await exchange(type, call), subjectOf(type, call)) as KubernetesObject;
  }

  return {
    discover: (kind, versions) => discovery.find(kind, versions),

    async list(type, { namespace } = {}): Promise<ObjectList> {
      const limit = String(options.pageSize ?? LIST_PAGE_SIZE);
      const readPage = async (token: string | undefined) => {
        const call: Call = { method: 'GET', parts: { namespace, query: { limit, continue: token } } };
        return bodyOf(await exchange(type, call), subjectOf(type, call));
      };
      const memory = namespace === undefined ? memoryOf(type) : undefined;
      const pagesMax = options.pagesMax ?? LIST_PAGES_MAX;
      return await readList(type, readPage, { pagesMax, memory }).catch((error: unknown) => {
        throw error instanceof SyntaxError ? notJson(type.plural, error) : error;
      });
    },

    async get(type, reference) {
      const call: Call = { method: 'GET', parts: { ...reference } };
      const response = await exchange(type, call);
      return isAbsent(response)
        ? undefined
        : (parseBody(response, subjectOf(type, call)) as KubernetesObject);
    },

    create: (type, object, { fieldManager }) =>
      write(type, {
        method: 'POST',
        parts: { namespace: object.metadata.namespace, query: { fieldManager } },
        body: object,
      }),

    replace: (type, object, { fieldManager }) =>
      write(type, {
        method: 'PUT',
        parts: { ...referenceOf(object), query: { fieldManager } },
        body: object,
      }),

    patch: (type, reference, patch, { fieldManager, subresource }) =>
      write(type, {
        method: 'PATCH',
        parts: {
          ...reference,
          ...(subresource === undefined ? {} : { subresource }),
          query: { fieldManager },
        },
        body: patch,
      }),

    async delete(type, reference, preconditions) {
      const body = {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        preconditions,
        propagationPolicy: 'Background',
      };
      const call: Call = { method: 'DELETE', parts: { ...reference }, body };
      const response = await exchange(type, call);
      if (isAbsent(response)) return false;
      parseBody(response, subjectOf(type, call));
      return true;
    },
  };
}

interface Call {
  readonly method: HttpRequest['method'];
  readonly parts: PathParts;
  readonly body?: object;
}

const ACCEPT: Readonly<Record<string, string>> = { accept: 'application/json' };

function toRequest(type: ResourceType, { method, parts, body }: Call): HttpRequest {
  const path = resourcePath(type, parts);
  if (body === undefined) return { method, path, headers: ACCEPT };
  const contentType = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  return { method, path, headers: { ...ACCEPT, 'content-type': contentType }, body: JSON.stringify(body) };
}

/** The text of the answer, or the error it stands for. */
function bodyOf(response: HttpResponse, subject: string): string {
  if (response.status < 200 || response.status > 299) throw toApiError(response, subject);
  return response.body;
}

/** The parsed answer, or the error it stands for. */
function parseBody(response: HttpResponse, subject: string): unknown {
  const body = bodyOf(response, subject);
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw notJson(subject, cause);
  }
}

/** The parser's own message quotes the text, which may be a Secret: it is not passed on (invariant I1). */
function notJson(subject: string, cause: unknown): TransientError {
  return new TransientError('the API server answered with a body that is not JSON, or not all of it', {
    code: 'InvalidAnswer',
    subject,
    cause: cause instanceof Error ? cause.name : undefined,
  });
}

function referenceOf(object: KubernetesObject): ObjectReference & { readonly name: string } {
  return { namespace: object.metadata.namespace, name: object.metadata.name };
}

function subjectOf(type: ResourceType, { parts }: Call): string {
  return parts.name === undefined
    ? type.plural
    : formatKey(type.kind, { namespace: parts.namespace, name: parts.name });
}
