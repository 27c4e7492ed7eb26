import type { SessionTokenRequest } from '../aws-ports.ts';
import type { KubernetesObject } from '../kubernetes.ts';
import { generatorName } from './generator-refs.ts';
import { textsOf, valueAt } from './raw-json.ts';
import { readSecretStore, type SecretStore } from './secret-store.ts';
import { findUnsupportedField } from './supported-fields.ts';

/** `dataFrom[].sourceRef.generatorRef`. */
export interface GeneratorRef {
  readonly kind: GeneratorKind | 'ClusterGenerator';
  readonly name: string;
}

/** Generators that are served; keys that they yield live for a while only. */
export type GeneratorKind = 'ECRAuthorizationToken' | 'STSSessionToken';

/** What a generator asks AWS for. */
export type GeneratorSpec =
  | { readonly kind: 'ECRAuthorizationToken'; readonly scope: 'private' | 'public' }
  | { readonly kind: 'STSSessionToken'; readonly request: SessionTokenRequest };

/** A generator that was read for this run, with its credentials in the shape of a store of its namespace. */
export type GeneratorRead =
  | { readonly kind: 'found'; readonly store: SecretStore; readonly spec: GeneratorSpec }
  | { readonly kind: 'failed'; readonly problem: string; readonly transient: boolean };

const AUTH = {
  jwt: { serviceAccountRef: { name: true, namespace: true, audiences: true } },
  secretRef: {
    accessKeyIDSecretRef: { name: true, key: true, namespace: true },
    secretAccessKeySecretRef: { name: true, key: true, namespace: true },
    sessionTokenSecretRef: { name: true, key: true, namespace: true },
  },
} as const;

const FIELDS = {
  ECRAuthorizationToken: { controller: true, region: true, role: true, scope: true, auth: AUTH },
  STSSessionToken: {
    controller: true,
    region: true,
    role: true,
    auth: { secretRef: AUTH.secretRef },
    requestParameters: { sessionDuration: true, serialNumber: true, tokenCode: true },
  },
} as const;

/** Field of `spec.generator` of a ClusterGenerator, by kind. */
const CLUSTER_FIELD: Readonly<Record<GeneratorKind, string>> = {
  ECRAuthorizationToken: 'ecrAuthorizationTokenSpec',
  STSSessionToken: 'stsSessionTokenSpec',
};

/**
 * A generator for ExternalSecrets of `namespace`, whose ServiceAccounts and Secrets it uses (reference: eso 1.5). Of
 * a ClusterGenerator only kinds that are served.
 */
export function readGenerator(
  object: KubernetesObject,
  { ref, namespace }: { readonly ref: GeneratorRef; readonly namespace: string },
): GeneratorRead {
  const outer = object['spec'];
  const kind = ref.kind === 'ClusterGenerator' ? textsOf(outer)['kind'] : ref.kind;
  const failed = (problem: string): GeneratorRead => ({ kind: 'failed', problem, transient: false });
  if (kind !== 'ECRAuthorizationToken' && kind !== 'STSSessionToken') {
    return failed(`generator kind ${JSON.stringify(kind ?? '')} of ${generatorName(ref)} is not supported`);
  }
  const spec = ref.kind === 'ClusterGenerator' ? valueAt(outer, 'generator', CLUSTER_FIELD[kind]) : outer;
  const unsupported = findUnsupportedField(spec, FIELDS[kind], 'spec');
  if (unsupported !== undefined) return failed(`${unsupported} of ${generatorName(ref)} is not supported`);
  const { region = '', role, controller } = textsOf(spec);
  const aws = {
    service: kind,
    region,
    ...(role === undefined ? {} : { role }),
    auth: valueAt(spec, 'auth') ?? undefined,
  };
  const store = readSecretStore({
    apiVersion: object.apiVersion,
    kind: 'SecretStore',
    metadata: { ...object.metadata, namespace, name: generatorName(ref) },
    spec: { ...(controller === undefined ? {} : { controller }), provider: { aws } },
  });
  return { kind: 'found', store, spec: toSpec(kind, spec) };
}

function toSpec(kind: GeneratorKind, spec: unknown): GeneratorSpec {
  if (kind === 'ECRAuthorizationToken') {
    return { kind, scope: textsOf(spec)['scope'] === 'public' ? 'public' : 'private' };
  }
  const given = valueAt(spec, 'requestParameters');
  const { serialNumber, tokenCode } = textsOf(given);
  const seconds = valueAt(given, 'sessionDuration');
  return {
    kind,
    request: {
      ...(typeof seconds === 'number' ? { durationSeconds: seconds } : {}),
      ...(serialNumber === undefined ? {} : { serialNumber }),
      ...(tokenCode === undefined ? {} : { tokenCode }),
    },
  };
}
