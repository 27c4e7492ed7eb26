import { isObject, type JsonObject } from './json.ts';
import { metaOf, type ServerContext, storeKind, timestamp } from './requests/context.ts';
import { defaultDefinition, prepareDefinition } from './resources/definition.ts';
import { defaultNamespace, prepareNamespace } from './resources/namespace.ts';
import { storeKey } from './store.ts';

/** The namespaces that the API server itself makes. */
const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** What a new cluster holds: its namespaces, and the definitions it was given. */
export function seedStore(context: ServerContext, definitions: readonly JsonObject[]): void {
  for (const name of NAMESPACES) {
    const namespace: JsonObject = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: newMeta(context, { name }),
    };
    defaultNamespace(namespace);
    prepareNamespace(namespace, undefined);
    context.store.put(storeKind({ group: '', plural: 'namespaces' }), storeKey(undefined, name), namespace);
  }
  for (const definition of definitions) install(context, definition);
}

function install(context: ServerContext, definition: JsonObject): void {
  const metadata = isObject(definition['metadata']) ? definition['metadata'] : {};
  const object: JsonObject = { ...definition, metadata: { ...newMeta(context, metadata), generation: 1 } };
  defaultDefinition(object);
  prepareDefinition(object, undefined);
  const kind = storeKind({ group: 'apiextensions.k8s.io', plural: 'customresourcedefinitions' });
  context.store.put(kind, storeKey(undefined, String(metaOf(object)['name'])), object);
}

function newMeta(context: ServerContext, metadata: JsonObject): JsonObject {
  return { ...metadata, uid: context.newUid(), creationTimestamp: timestamp(context) };
}
