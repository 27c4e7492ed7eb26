import type { HttpRequest, HttpResponse, Transport } from '../../../../lambdas/adapters/kubernetes/http.ts';
import { resourcePath } from '../../../../lambdas/adapters/kubernetes/resource-path.ts';
import type { KubernetesObject, ObjectReference, ResourceType } from '../../../../lambdas/core/kubernetes.ts';

/** An object the API server refused. */
export interface Refusal {
  readonly code: number;
  readonly message: string;
}

/** What a person with kubectl does in a case, and what the runner reads back: plain requests, no client of ours. */
export interface Api {
  /** Server-side apply as `kubectl`, forced, with strict field validation. */
  apply(type: ResourceType, object: KubernetesObject): Promise<Refusal | undefined>;
  /** Plain create as `kubectl-create`. */
  create(type: ResourceType, object: KubernetesObject): Promise<Refusal | undefined>;
  /** JSON merge patch as `kubectl-edit`. */
  patch(type: ResourceType, reference: ObjectReference, patch: object): Promise<Refusal | undefined>;
  /** With background propagation. */
  delete(type: ResourceType, reference: ObjectReference): Promise<Refusal | undefined>;
  /** All objects of a type; empty when it is not served. */
  list(type: ResourceType, namespace?: string): Promise<readonly KubernetesObject[]>;
}

/** Wraps a transport. Every answer below 300 is success, 404 on a list is an empty list. */
export function createApi(transport: Transport): Api {
  async function send(method: HttpRequest['method'], path: string, content?: { type: string; body: object }) {
    const headers = { accept: 'application/json', ...(content && { 'content-type': content.type }) };
    const body = content === undefined ? {} : { body: JSON.stringify(content.body) };
    return transport({ method, path, headers, ...body });
  }
  return {
    async apply(type, object) {
      const query = { fieldManager: 'kubectl', force: 'true', fieldValidation: 'Strict' };
      const { name, namespace } = object.metadata;
      const path = resourcePath(type, { name, namespace, query });
      return refusalOf(await send('PATCH', path, { type: 'application/apply-patch+yaml', body: object }));
    },
    async create(type, object) {
      const query = { fieldManager: 'kubectl-create' };
      const path = resourcePath(type, { namespace: object.metadata.namespace, query });
      return refusalOf(await send('POST', path, { type: 'application/json', body: object }));
    },
    async patch(type, reference, patch) {
      const path = resourcePath(type, { ...reference, query: { fieldManager: 'kubectl-edit' } });
      return refusalOf(await send('PATCH', path, { type: 'application/merge-patch+json', body: patch }));
    },
    async delete(type, reference) {
      const path = resourcePath(type, { ...reference, query: { propagationPolicy: 'Background' } });
      return refusalOf(await send('DELETE', path));
    },
    async list(type, namespace) {
      const response = await send('GET', resourcePath(type, { namespace }));
      if (response.status === 404) return [];
      const { kind, apiVersion, items } = JSON.parse(response.body) as ListBody;
      return items.map((item) => ({ ...item, apiVersion, kind: kind.replace(/List$/v, '') }));
    },
  };
}

interface ListBody {
  readonly kind: string;
  readonly apiVersion: string;
  readonly items: readonly KubernetesObject[];
}

function refusalOf(response: HttpResponse): Refusal | undefined {
  if (response.status < 300) return undefined;
  const { message = response.body } = JSON.parse(response.body) as { message?: string };
  return { code: response.status, message };
}
