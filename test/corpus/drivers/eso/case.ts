import type { KubernetesObject } from '../../../../lambdas/core/kubernetes.ts';

/** A case as recorded (schema: test/corpus/eso/README.md). */
export interface EsoCase {
  readonly name: string;
  readonly tags: readonly string[];
  readonly namespace: string;
  readonly aws?: AwsContent;
  readonly cluster?: readonly KubernetesObject[];
  readonly setup?: Expectation;
  readonly steps: readonly Step[];
}

export interface Step {
  readonly do?: Actions | null;
  readonly expect: Expectation;
}

export interface RecordedParameter {
  readonly name: string;
  readonly type?: string;
  readonly value?: string;
  readonly versions?: readonly string[];
  readonly tier?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, number>>;
  readonly region?: string;
  readonly account?: string;
}

export interface RecordedSecret {
  readonly name: string;
  readonly string?: string;
  readonly binaryBase64?: string;
  readonly versions?: readonly { readonly string: string; readonly id?: string }[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** The answer to calls of `action` whose parameters contain `match` becomes this error, `times` times or for ever. */
export interface RecordedFault {
  readonly action: string;
  readonly match?: unknown;
  readonly code: string;
  readonly message: string;
  readonly status?: number;
  readonly times?: number;
}

export interface AwsContent {
  readonly ssm?: readonly RecordedParameter[];
  readonly secretsmanager?: readonly RecordedSecret[];
  readonly faults?: readonly RecordedFault[];
}

export interface ObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** One `do`; its parts happen in the order of these fields. */
export interface Actions {
  readonly ssm?: readonly RecordedParameter[];
  readonly ssmDelete?: readonly string[];
  readonly ssmLabel?: readonly RecordedParameter[];
  readonly secretsmanager?: readonly RecordedSecret[];
  readonly secretsmanagerDelete?: readonly string[];
  readonly awsFault?: readonly RecordedFault[];
  readonly awsFaultClear?: unknown;
  readonly apply?: readonly KubernetesObject[];
  readonly create?: readonly KubernetesObject[];
  readonly patch?: readonly (ObjectName & { readonly patch: Readonly<Record<string, unknown>> })[];
  readonly delete?: readonly ObjectName[];
  readonly forceSync?: string | readonly string[];
  readonly forceSyncValue?: string;
  /** Seconds. */
  readonly elapse?: number;
}

export interface RecordedCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** metadata and status of an ExternalSecret, store or ClusterExternalSecret; null when gone. */
export interface RecordedObject {
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly status?: { readonly conditions?: readonly RecordedCondition[]; readonly [field: string]: unknown };
  readonly spec?: unknown;
}

export interface RecordedEvent {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  /** `ExternalSecret/app`. */
  readonly object: string;
  readonly namespace?: string;
}

export interface RecordedCall {
  readonly service: string;
  readonly action: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly error?: string;
}

export interface Rejection {
  /** `ExternalSecret/app`. */
  readonly object: string;
  readonly code?: number;
  readonly reason?: string | null;
  readonly message: string;
}

type ByName<T> = Readonly<Record<string, T | null>>;

/** What was seen in one namespace. */
export interface NamespaceExpectation {
  readonly secrets?: ByName<KubernetesObject>;
  readonly externalSecrets?: ByName<RecordedObject>;
}

export interface Expectation extends NamespaceExpectation {
  readonly rejected?: readonly Rejection[];
  readonly secretStores?: ByName<RecordedObject>;
  readonly clusterSecretStores?: ByName<RecordedObject>;
  readonly clusterExternalSecrets?: ByName<RecordedObject>;
  readonly pushSecrets?: ByName<RecordedObject>;
  readonly namespaces?: Readonly<Record<string, NamespaceExpectation>>;
  readonly events?: readonly RecordedEvent[];
  readonly awsCalls?: readonly RecordedCall[];
}
