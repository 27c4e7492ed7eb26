import { createHash } from 'node:crypto';

/** One stored version of a parameter. */
export interface ParameterVersion {
  readonly version: number;
  readonly value: string;
  readonly type: string;
  readonly dataType: string;
  readonly tier: string;
  readonly keyId: string | undefined;
  readonly description: string | undefined;
  readonly allowedPattern: string | undefined;
  /** ARN of who wrote it. */
  readonly user: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  readonly labels: Set<string>;
}

export interface StoredParameter {
  readonly name: string;
  /** Oldest first; never empty. At most a hundred. */
  readonly versions: ParameterVersion[];
  readonly tags: Map<string, string>;
}

/** `detail` of a `Parameter Store Change` event with the ARN for its `resources`. */
export interface ParameterChange {
  readonly arn: string;
  readonly detail: {
    readonly operation: 'Create' | 'Update' | 'Delete' | 'LabelParameterVersion';
    readonly name: string;
    readonly type: string;
    readonly description?: string;
  };
}

/** Parameter Store of one account and region. */
export interface SsmState {
  readonly account: string;
  readonly region: string;
  readonly parameters: Map<string, StoredParameter>;
  /** The parameters by name, kept until one is created or deleted. */
  sorted?: readonly StoredParameter[] | undefined;
  now(): number;
  /** Receives what real SSM would announce on the default event bus. */
  changed?: ((change: ParameterChange) => void) | undefined;
}

/** The current (highest) version. */
export function currentVersion(parameter: StoredParameter): ParameterVersion {
  const version = parameter.versions.at(-1);
  if (version === undefined) throw new Error(`parameter ${parameter.name} has no version`);
  return version;
}

/** ARN of a parameter: the leading slash of a hierarchical name is merged (`parameter/eco2/...`). */
export function parameterArn(state: Pick<SsmState, 'account' | 'region'>, name: string): string {
  return `arn:aws:ssm:${state.region}:${state.account}:parameter${name.startsWith('/') ? '' : '/'}${name}`;
}

/** What a reader without decryption gets for a SecureString: opaque, stable for a version, tells nothing. */
export function ciphertextOf(arn: string, version: ParameterVersion): string {
  const digest = createHash('sha512')
    .update(`${arn}\n${version.version}\n${version.lastModified}`)
    .digest('base64');
  return `AQICAH${digest.replaceAll('=', 'A')}`;
}
