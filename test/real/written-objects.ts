import type { HttpRequest, Transport } from '../../lambdas/adapters/kubernetes/http.ts';

/** A transport, and what was made through it. */
export interface RememberedWrites {
  readonly transport: Transport;
  /** Paths of the objects, each once, also of those that are gone by now. */
  readonly paths: ReadonlySet<string>;
}

/** Remembers each object that is created or written, whatever came of it. */
export function rememberWrites(transport: Transport): RememberedWrites {
  const paths = new Set<string>();
  return {
    paths,
    async transport(request) {
      const place = placeOf(request);
      if (place?.name !== undefined) paths.add(`${place.collection}/${place.name}`);
      const response = await transport(request);
      // The server has chosen the name.
      const named = place?.name === undefined && response.status < 300 ? nameIn(response.body) : undefined;
      if (place !== undefined && named !== undefined) paths.add(`${place.collection}/${named}`);
      return response;
    },
  };
}

interface Place {
  readonly collection: string;
  readonly name?: string | undefined;
}

/** Group version, namespace and plural; name; subresource; query. A namespace itself is no object in a namespace. */
const PATH =
  /^(?<collection>\/(?:api\/v1|apis\/[^\/]+\/[^\/]+)(?:\/namespaces\/[^\/]+(?=\/))?\/[^\/?]+)(?:\/(?<name>[^\/?]+))?(?:\/[^?]*)?(?:\?(?<query>.*))?$/v;

/** Where a write goes; undefined of what writes nothing that stays. */
function placeOf({ method, path, body }: HttpRequest): Place | undefined {
  if (method === 'GET' || method === 'DELETE') return undefined;
  const { collection, name, query = '' } = PATH.exec(path)?.groups ?? {};
  if (collection === undefined || query.includes('dryRun=')) return undefined;
  if (method !== 'POST') return { collection, name };
  // A POST below an object asks it for something, as for a token.
  return name === undefined ? { collection, name: nameIn(body ?? '{}') } : undefined;
}

function nameIn(text: string): string | undefined {
  const { metadata } = JSON.parse(text) as { readonly metadata?: { readonly name?: string } };
  return metadata?.name === undefined || metadata.name === '' ? undefined : encodeURIComponent(metadata.name);
}
