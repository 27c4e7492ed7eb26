/**
 * What the functions need from AWS beyond their own queue: Parameter Store, Secrets Manager, token issuers and
 * Route 53, as narrow as core/ports.ts and under the same rules.
 */
import type { RecordChange, RecordSet } from './dns/record-set.ts';
import type { TerminalError, TransientError } from './errors.ts';
import type { SecretValue } from './secret-value.ts';

/** Whose credentials read AWS: the function's own role, a mapped role or static keys, and roles assumed from there. */
export interface AwsIdentity {
  readonly region: string;
  /** Role to assume, with session tags; undefined: the function's own role. */
  readonly roleArn?: string;
  readonly sessionTags?: Readonly<Record<string, string>>;
  /** Static keys in place of the function's own role. */
  readonly keys?: StaticKeys;
  /** Roles assumed one from the other after all that; the last one reads. @default none */
  readonly chain?: readonly RoleHop[];
}

/** Long-lived keys of a store's `auth.secretRef`. */
export interface StaticKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: SecretValue;
  readonly sessionToken?: SecretValue;
  /** Changes when the keys do: `<namespace>/<Secret>@<resourceVersion>`, sorted. Never a digest of them. */
  readonly revision: string;
}

/** One role of a chain. */
export interface RoleHop {
  readonly roleArn: string;
  readonly externalId?: string;
  readonly sessionTags?: Readonly<Record<string, string>>;
  /** Session tags that go along to the next role. */
  readonly transitiveTagKeys?: readonly string[];
}

/** One parameter as SSM returned it. */
export interface Parameter {
  /** The name asked for, without selector. */
  readonly name: string;
  readonly arn: string;
  readonly type: string;
  readonly version: number;
  /** `LastModifiedDate` in ms since the epoch. */
  readonly lastModified: number;
  /** `:3` or `:label` when one was asked for. */
  readonly selector?: string;
  /** Present only when decryption was asked for. May be empty. */
  readonly value?: SecretValue;
  /** What tells states apart that `version` does not: version id of a secret, digest of tags. @default none */
  readonly revision?: string;
}

/** Some of the parameters that were asked for. */
export interface ParameterPage {
  readonly parameters: readonly Parameter[];
  /** Asks for the page behind; undefined on the last one. */
  readonly next?: string;
}

/** Parameter Store under one identity. */
export interface ParameterStore {
  /**
   * GetParameters: 1 to 10 names, each with optional `:version` or `:label`. `invalid` lists those the service
   * does not know (absent, or no such version or label). Rejects when the call failed as a whole.
   */
  getParameters(
    names: readonly string[],
    options: { readonly decrypt: boolean },
  ): Promise<{ readonly parameters: readonly Parameter[]; readonly invalid: readonly string[] }>;
  /** GetParameter with decryption: TerminalError `ParameterNotFound` or `ParameterVersionNotFound` tells them apart. */
  getParameter(name: string): Promise<Parameter>;
  /** One page of GetParametersByPath, recursive: at most ten current versions below `path`, sorted by name. */
  getParametersByPath(
    path: string,
    options: { readonly decrypt: boolean; readonly next?: string },
  ): Promise<ParameterPage>;
  /**
   * One page of DescribeParameters, without values: those that carry every tag with that very value, below `path`
   * where one is given.
   */
  describeParameters(
    filter: { readonly tags: Readonly<Record<string, string>>; readonly path?: string },
    next?: string,
  ): Promise<ParameterPage>;
  /** ListTagsForResource. TerminalError `InvalidResourceId` when there is no parameter of exactly that name. */
  listTags(name: string): Promise<Readonly<Record<string, string>>>;
}

/** Gives the Parameter Store of an identity; the same identity gives the same connection. */
export interface ParameterStores {
  of(identity: AwsIdentity): ParameterStore;
  /**
   * Gets the identity's credentials and reads nothing: what can be said of a store without its parameters. Rejects
   * with the error of the role that could not be assumed, whose ARN is the `subject`.
   */
  verify(identity: AwsIdentity): Promise<void>;
}

/** One version of a secret, with its value. */
export interface SecretVersion {
  readonly name: string;
  readonly arn: string;
  readonly versionId: string;
  readonly value: SecretValue;
}

/** A secret as a listing has it: its labelled versions, by staging label. */
export interface ListedSecret {
  readonly name: string;
  readonly arn: string;
  /** `AWSCURRENT` -> version id. */
  readonly stages: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** What a batch came to for each id that was asked for; `undefined` stands for a secret that is not there. */
export type SecretBatch = ReadonlyMap<string, SecretVersion | TransientError | TerminalError | undefined>;

/**
 * Secrets Manager under one identity. A secret that is marked for deletion is not there. A version that is missing
 * while its secret exists is a TerminalError `ResourceNotFoundException`.
 */
export interface SecretsManager {
  /** GetSecretValue by staging label or by version id. */
  getValue(
    id: string,
    version: { readonly stage: string } | { readonly versionId: string },
  ): Promise<SecretVersion | undefined>;
  /** BatchGetSecretValue: current values of 1 to 20 secrets. Rejects when the call failed as a whole. */
  getCurrentValues(ids: readonly string[]): Promise<SecretBatch>;
  /** All pages of ListSecrets. May be minutes behind: what it lacks may exist. */
  listSecrets(): Promise<readonly ListedSecret[]>;
  /** Tags out of DescribeSecret. */
  getTags(id: string): Promise<Readonly<Record<string, string>> | undefined>;
}

/** Gives the Secrets Manager of an identity; the same identity gives the same connection. */
export interface SecretsManagers {
  of(identity: AwsIdentity): SecretsManager;
}

/** What a generator yields: its keys in ESO's names, and until when they are good, ms since the epoch. */
export interface GeneratedToken {
  readonly values: Readonly<Record<string, SecretValue>>;
  readonly expiresAt: number;
}

/** `requestParameters` of an STSSessionToken. */
export interface SessionTokenRequest {
  readonly durationSeconds?: number;
  readonly serialNumber?: string;
  readonly tokenCode?: string;
}

/** Makes tokens under one identity. Every call makes a new one. */
export interface TokenIssuer {
  /** GetAuthorizationToken of ECR, or of ECR Public. */
  registryToken(scope: 'private' | 'public'): Promise<GeneratedToken>;
  /** GetSessionToken of STS. */
  sessionToken(request: SessionTokenRequest): Promise<GeneratedToken>;
}

/** Gives the issuer of an identity; the same identity gives the same one. */
export interface TokenIssuers {
  of(identity: AwsIdentity): TokenIssuer;
}

export interface HostedZone {
  /** Without the `/hostedzone/` prefix. */
  readonly id: string;
  /** Lower case, no final dot. */
  readonly name: string;
  readonly private: boolean;
}

export interface RecordSetPage {
  readonly recordSets: readonly RecordSet[];
  /** Where the next page starts; undefined on the last page. */
  readonly next?: RecordSetPosition;
}

export interface RecordSetPosition {
  readonly name: string;
  readonly type?: string;
  readonly setIdentifier?: string;
}

/** Route 53. */
export interface HostedZones {
  /** All pages of ListHostedZones. */
  listZones(): Promise<readonly HostedZone[]>;
  /** Tags of zones, by id (ListTagsForResources, ten ids a call). */
  listZoneTags(ids: readonly string[]): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>>;
  /** One page, at most 300 record sets, from `start` on (in Route 53's order). */
  listRecordSets(zoneId: string, start?: RecordSetPosition, maxItems?: number): Promise<RecordSetPage>;
  /** One atomic batch. TerminalError `InvalidChangeBatch` carries the service's messages in its message. */
  change(
    zoneId: string,
    changes: readonly RecordChange[],
    comment: string,
  ): Promise<{ readonly changeId: string }>;
  /** Whether all name servers have it. */
  changeStatus(changeId: string): Promise<'PENDING' | 'INSYNC'>;
}
