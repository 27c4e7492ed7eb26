import type { ClusterConnection } from '../connection.ts';
import type { GeneratorKind } from './generator.ts';

/** What secret-sync is told. Made by the stack from the configuration document; read once per container. */
export interface SecretSyncConfig {
  /** `observe` computes and reports, and writes nothing anywhere. */
  readonly mode: 'observe' | 'enforce';
  readonly account: string;
  /** Region of the function; stores in other regions must be listed in `regions`. */
  readonly region: string;
  readonly cluster: ClusterConnection;
  /** Parameter name prefixes the function's role may read. Keys outside are refused before any call. */
  readonly prefixes: readonly string[];
  readonly services: readonly ('ParameterStore' | 'SecretsManager')[];
  readonly regions: readonly string[];
  /** Controller classes served; `default` also stands for stores that name none. */
  readonly storeClasses: readonly string[];
  /** Grants for stores that use the credentials of the caller's namespace (DESIGN 4.5). */
  readonly namespaces: readonly NamespaceGrant[];
  /** Role for each `auth.jwt.serviceAccountRef` that is served. */
  readonly identities: readonly IdentityMapping[];
  /** Roles that stores may assume from the function's own (`spec.provider.aws.role`). @default none */
  readonly roles?: readonly RoleGrant[];
  readonly deleteDelaySeconds: number;
  /** Makes the ExternalSecrets of ClusterExternalSecrets. @default false */
  readonly clusterExternalSecrets?: boolean | undefined;
  /** Kinds of generators that are served (`sourceRef.generatorRef`). @default none */
  readonly generators?: readonly GeneratorKind[] | undefined;
  /** The function's role may ask for parameters by their tags (`dataFrom.find.tags`). @default false */
  readonly tagFinds?: boolean | undefined;
  /** Restarts workloads that ask for it when a Secret of theirs is rotated. @default false */
  readonly restart?: boolean | undefined;
  /** Versions in Secrets Manager are compared by ListSecrets this often. @default 300 */
  readonly secretListSeconds?: number | undefined;
  /** Version-check calls a second during a sweep. */
  readonly sweepCallsPerSecond: number;
}

export interface NamespaceGrant {
  /** Name of the namespace. */
  readonly name: string;
  /** Parameter name prefixes its ExternalSecrets may read with the function's role. */
  readonly prefixes: readonly string[];
}

export interface IdentityMapping {
  readonly namespace: string;
  readonly serviceAccount: string;
  /** A role ARN to assume with session tags, or `function` for the function's own role. */
  readonly role: string;
}

export interface RoleGrant {
  /** ARN of a role that ClusterSecretStores may name. */
  readonly role: string;
  /** Namespaces whose SecretStores may name it too. What it may read there is its own policy's matter. @default none */
  readonly namespaces?: readonly string[];
}
