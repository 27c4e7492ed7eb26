import type { HttpRequest, Transport } from '../../lambdas/adapters/kubernetes/http.ts';
import { groupVersionPath, resourcePath } from '../../lambdas/adapters/kubernetes/resource-path.ts';
import type { KubernetesObject, ResourceType } from '../../lambdas/core/kubernetes.ts';
import type { Caller } from '../kubernetes/requests/context.ts';

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
  readonly #transport: Transport;
  readonly #types = new Map<string, ResourceType>();

  /** @param transport with the rights of an administrator */
  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Creates each object, or merges it into the one that is there. Throws Error with the server's message. */
  async apply(objects: readonly KubernetesObject[]): Promise<void> {
    for (const object of objects) {
      const address = addressOf(object);
      const { status } = await this.#send('GET', await this.#path(address));
      if (status === 404) await this.#demand('POST', await this.#path({ ...address, name: '' }), object);
      else await this.patch(address, object);
    }
  }

  /** The object, or undefined when there is none. */
  async get(address: ObjectAddress): Promise<KubernetesObject | undefined> {
    const { status, body } = await this.#send('GET', await this.#path(address));
    return status === 200 ? (JSON.parse(body) as KubernetesObject) : undefined;
  }

  /** Every object of a kind, in one namespace where the kind has them. */
  async list(kind: Omit<ObjectAddress, 'name'>): Promise<readonly KubernetesObject[]> {
    const { body } = await this.#demand('GET', await this.#path({ ...kind, name: '' }));
    return (JSON.parse(body) as { readonly items: readonly KubernetesObject[] }).items;
  }

  /** JSON merge patch; `null` removes. `status` patches the status subresource. */
  async patch(address: ObjectAddress, patch: object, subresource?: 'status'): Promise<void> {
    await this.#demand('PATCH', await this.#path(address, subresource), patch);
  }

  /** `kubectl apply --server-side --dry-run=server --force-conflicts`: what the server would keep of it. */
  async applyDry(object: KubernetesObject, fieldManager: string): Promise<KubernetesObject> {
    const query = `?dryRun=All&force=true&fieldManager=${encodeURIComponent(fieldManager)}`;
    const path = `${await this.#path(addressOf(object))}${query}`;
    const headers = { accept: 'application/json', 'content-type': 'application/apply-patch+yaml' };
    const { status, body } = await this.#transport({
      method: 'PATCH',
      path,
      headers,
      body: JSON.stringify(object),
    });
    if (status >= 300) throw new Error(`PATCH ${path}: ${status} ${body}`);
    return JSON.parse(body) as KubernetesObject;
  }

  async delete(address: ObjectAddress): Promise<void> {
    await this.#demand('DELETE', await this.#path(address));
  }

  async #demand(method: HttpRequest['method'], path: string, body?: object) {
    const response = await this.#send(method, path, body);
    if (response.status < 300) return response;
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
    return await this.#transport(request);
  }

  async #path({ namespace, name, ...kind }: ObjectAddress, subresource?: 'status'): Promise<string> {
    const type = await this.#typeOf(kind);
    const inside = type.namespaced ? { namespace: namespace ?? 'default' } : {};
    return resourcePath(type, {
      ...inside,
      ...(name === '' ? {} : { name }),
      ...(subresource === undefined ? {} : { subresource }),
    });
  }

  /** Read off the server's discovery and remembered: the types of a cluster only grow here. */
  async #typeOf({ apiVersion, kind }: Pick<ObjectAddress, 'apiVersion' | 'kind'>): Promise<ResourceType> {
    const key = `${apiVersion} ${kind}`;
    const known = this.#types.get(key);
    if (known !== undefined) return known;
    const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
    const { body } = await this.#send('GET', groupVersionPath({ group, version }));
    const { resources = [] } = JSON.parse(body) as DiscoveryBody;
    const found = resources.find((resource) => resource.kind === kind && !resource.name.includes('/'));
    if (found === undefined) throw new TypeError(`the cluster does not serve ${kind} in ${apiVersion}`);
    const type = { group, version, kind, plural: found.name, namespaced: found.namespaced };
    this.#types.set(key, type);
    return type;
  }
}

/** APIResourceList, as far as it is read. */
interface DiscoveryBody {
  readonly resources?: readonly {
    readonly kind: string;
    /** `externalsecrets`, `externalsecrets/status` */
    readonly name: string;
    readonly namespaced: boolean;
  }[];
}

function addressOf({ apiVersion, kind, metadata }: KubernetesObject): ObjectAddress {
  const { namespace, name } = metadata;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}
