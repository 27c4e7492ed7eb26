import {
  type ExternalSecretSpec,
  readExternalSecret,
} from '../../../../lambdas/core/secrets/external-secret.ts';
import { parseSpec } from '../../../../lambdas/core/secrets/parse-spec.ts';
import { RefusedVector } from './vector.ts';

/** A minimal ExternalSecret's spec with these fields, read by the product; throws the refusal. */
export function readSpec(fields: Readonly<Record<string, unknown>>): ExternalSecretSpec {
  const object = {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: 'vector', namespace: 'vector' },
    spec: {
      secretStoreRef: { name: 'store' },
      data: [{ secretKey: 'k', remoteRef: { key: 'k' } }],
      ...fields,
    },
  };
  const spec = parseSpec(readExternalSecret(object));
  if (!spec.ok) throw new RefusedVector(spec.reason, spec.message);
  return spec.value;
}

/** The reference of an `extract` with these fields, read by the product. */
export function readExtract(fields: Readonly<Record<string, unknown>>) {
  const { entries } = readSpec({ dataFrom: [{ extract: { key: 'k', ...fields } }] });
  const [entry] = entries;
  if (entry === undefined) throw new TypeError('a spec with an extract has an entry');
  return entry.remoteRef;
}

/** The operations of a `rewrite`, read by the product. */
export function readRewrite(operations: readonly unknown[]) {
  const { entries } = readSpec({ dataFrom: [{ extract: { key: 'k' }, rewrite: operations }] });
  return entries[0]?.rewrite ?? [];
}
