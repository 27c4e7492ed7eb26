import type { KubernetesObject, ObjectMeta } from '../../../../lambdas/core/kubernetes.ts';

/** A case as recorded (schema: test/corpus/externaldns/README.md). */
export interface DnsCase {
  readonly name: string;
  readonly tags: readonly string[];
  readonly config: CaseConfig;
  readonly zones: readonly CaseZone[];
  readonly cluster?: readonly KubernetesObject[] | null;
  readonly observe?: readonly CaseReference[];
  readonly steps: readonly DnsStep[];
}

/** Settings by the name of the flag; `null` in a step returns to the default. */
export type CaseConfig = Readonly<Record<string, unknown>>;

export interface CaseZone {
  readonly name: string;
  readonly id: string;
  readonly private?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
  readonly records?: readonly CaseRecordSet[];
}

/** Names an object; `status` in `patchStatus`. */
export interface CaseReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Pick<ObjectMeta, 'name' | 'namespace'>;
  readonly status?: unknown;
}

export interface DnsStep {
  readonly name?: string;
  readonly do?: CaseActions | null;
  readonly expect: CaseExpectation;
}

export interface CaseActions {
  readonly delete?: readonly CaseReference[];
  readonly apply?: readonly KubernetesObject[];
  readonly patchStatus?: readonly CaseReference[];
  readonly records?: Readonly<Record<string, CaseRecordEdits>>;
  readonly config?: CaseConfig;
  readonly faults?: readonly CaseFault[];
}

/** Edits behind our back, by zone. */
export interface CaseRecordEdits {
  readonly delete?: readonly CaseRecordSet[];
  readonly put?: readonly CaseRecordSet[];
}

/** The next call of that name is refused once. */
export interface CaseFault {
  readonly call: string;
  readonly code: string;
  readonly message: string;
  readonly status: number;
}

export interface CaseExpectation {
  readonly exitCode: number;
  readonly records: Readonly<Record<string, readonly CaseRecordSet[]>>;
  readonly changes: readonly {
    readonly zone: string;
    readonly result: 'ok' | 'refused';
    readonly changes: readonly (CaseRecordSet & { readonly action: string })[];
  }[];
  readonly objects?: readonly CaseReference[];
}

/** A record set as the corpus writes it: no final dots, `*` plain. */
export interface CaseRecordSet {
  readonly name: string;
  readonly type: string;
  readonly ttl?: number;
  readonly values?: readonly string[];
  readonly alias?: {
    readonly target: string;
    readonly zoneId: string;
    readonly evaluateTargetHealth: boolean;
  };
  readonly setIdentifier?: string;
  readonly weight?: number;
  readonly region?: string;
  readonly failover?: string;
  readonly healthCheckId?: string;
  readonly multiValueAnswer?: boolean;
  readonly geoLocation?: {
    readonly continent?: string;
    readonly country?: string;
    readonly subdivision?: string;
  };
  readonly geoProximity?: {
    readonly region?: string;
    readonly localZoneGroup?: string;
    readonly bias?: number;
    readonly latitude?: string;
    readonly longitude?: string;
  };
}
