import type { HttpRequest } from '../../lambdas/adapters/kubernetes/http.ts';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import type { ApiServer } from '../kubernetes/api-server.ts';
import type { Caller } from '../kubernetes/requests/context.ts';
import { apiVersionOf, type Resource } from '../kubernetes/resources/resource.ts';

/** Who applies manifests in the story: what kubeadm's admin.conf holds. */
export const ADMINISTRATOR: Caller = {
  username: 'kubernetes-admin',
  groups: ['system:masters', 'system:authenticated'],
};

/** Which object: `namespace` is absent for cluster-wide kinds. */
export interface ObjectAddress {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** A person with kubectl, as far as the story needs one. */
export class Administrator {
  readonly #server: ApiServer;

  constructor(server: ApiServer) {
    this.#server = server;
  }

  /** Creates each object, or merges it into the one that is there. Throws Error with the server's message. */
  async apply(objects: readonly KubernetesObject[]): Promise<void> {
    for (const object of objects) {
      const address = addressOf(object);
      const { status } = await this.#send('GET', this.#path(address));
      if (status === 404) await this.#demand('POST', this.#path({ ...address, name: '' }), object);
      else await this.patch(address, object);
    }
  }

  /** The object, or undefined when there is none. */
  async get(address: ObjectAddress): Promise<KubernetesObject | undefined> {
    const { status, body } = await this.#send('GET', this.#path(address));
    return status === 200 ? (JSON.parse(body) as KubernetesObject) : undefined;
  }

  /** JSON merge patch; `null` removes. `status` patches the status subresource. */
  async patch(address: ObjectAddress, patch: object, subresource?: 'status'): Promise<void> {
    const path = this.#path(address) + (subresource === undefined ? '' : `/${subresource}`);
    await this.#demand('PATCH', path, patch);
  }

  async delete(address: ObjectAddress): Promise<void> {
    await this.#demand('DELETE', this.#path(address));
  }

  async #demand(method: HttpRequest['method'], path: string, body?: object): Promise<void> {
    const response = await this.#send(method, path, body);
    if (response.status < 300) return;
    throw new Error(`${method} ${path}: ${response.status} ${response.body}`);
  }

  async #send(method: HttpRequest['method'], path: string, body?: object) {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const request: HttpRequest = {
      method,
      path,
      headers: { accept: 'application/json', 'content-type': type },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    return await this.#server.handle(request, ADMINISTRATOR);
  }

  #path({ apiVersion, kind, namespace, name }: ObjectAddress): string {
    const resource = this.#server.registry.resources.find(
      (candidate: Resource) => candidate.kind === kind && apiVersionOf(candidate) === apiVersion,
    );
    if (resource === undefined) throw new TypeError(`the cluster does not serve ${kind} in ${apiVersion}`);
    const group = resource.group === '' ? `/api/${resource.version}` : `/apis/${apiVersion}`;
    const inside = resource.namespaced ? `/namespaces/${namespace ?? 'default'}` : '';
    return `${group}${inside}/${resource.plural}${name === '' ? '' : `/${name}`}`;
  }
}

function addressOf({ apiVersion, kind, metadata }: KubernetesObject): ObjectAddress {
  const { namespace, name } = metadata;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}
