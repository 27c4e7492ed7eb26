import type { ObjectHint } from '../hint.ts';
import type { ExternalSecret } from './external-secret.ts';
import { valueAt } from './raw-json.ts';
import { collectStoreRefs } from './store-refs.ts';
import { targetNameOf } from './target-name.ts';

/** Whether the news of a Kubernetes object concerns an ExternalSecret: itself, or what it refers to. */
export function isToldOf(hint: ObjectHint, externalSecret: ExternalSecret): boolean {
  const { namespace } = externalSecret;
  const sameNamespace = hint.namespace === namespace;
  switch (hint.objectKind) {
    case 'ExternalSecret':
      return sameNamespace && hint.name === externalSecret.name;
    case 'Secret':
      return (
        sameNamespace &&
        (hint.name === targetNameOf(externalSecret) ||
          templatesOf(externalSecret, 'secret').includes(hint.name))
      );
    case 'ConfigMap':
      return sameNamespace && templatesOf(externalSecret, 'configMap').includes(hint.name);
    case 'SecretStore':
    case 'ClusterSecretStore':
      return collectStoreRefs(externalSecret).some(
        ({ kind, name }) =>
          kind === hint.objectKind && name === hint.name && (kind === 'ClusterSecretStore' || sameNamespace),
      );
    // Conditions of a ClusterSecretStore look at the labels of the namespace.
    case 'Namespace':
      return hint.name === namespace && collectStoreRefs(externalSecret).some(isClusterWide);
    case 'ClusterExternalSecret': {
      const { controller } = externalSecret;
      return controller?.kind === hint.objectKind && controller.name === hint.name;
    }
    default:
      return false;
  }
}

function isClusterWide({ kind }: { readonly kind: string }): boolean {
  return kind === 'ClusterSecretStore';
}

/** ConfigMaps or Secrets that the target's templates are read from, of the ExternalSecret's own namespace. */
function templatesOf({ spec }: ExternalSecret, kind: 'configMap' | 'secret'): readonly unknown[] {
  const sources = valueAt(spec, 'target', 'template', 'templateFrom');
  return Array.isArray(sources) ? sources.map((source) => valueAt(source, kind, 'name')) : [];
}
