import type { TerminalError, TransientError } from '../errors.ts';
import type { AwsIdentity, Parameter } from '../ports.ts';
import type { SourceEntry } from './external-secret.ts';

/** One entry of an ExternalSecret, with the parameter it reads and the credentials that read it. */
export interface Source {
  readonly entry: SourceEntry;
  /** `ClusterSecretStore/aws-ssm`. */
  readonly store: string;
  readonly identity: AwsIdentity;
  /** Prefix and key, without selector; an ARN when the key is one. */
  readonly name: string;
  /** What is asked for: the name, with `:version` or `:label` when one is given. */
  readonly request: string;
}

/** What reading one source came to. Only `absent` means that the service said "not found" (invariant I6). */
export type ParameterRead =
  | { readonly kind: 'found'; readonly parameter: Parameter }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly error: TransientError | TerminalError };

/** Key of credentials: same key, same connection and same answers. */
export function identityKey(identity: AwsIdentity): string {
  const tags = Object.entries(identity.sessionTags ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([identity.region, identity.roleArn ?? '', tags]);
}

/** Key of one read: sources with the same key are asked for once, whatever ExternalSecret they are in. */
export function readKey(source: Source): string {
  return `${identityKey(source.identity)} ${source.request}`;
}

/** How a source is named in second observations, where credentials do not matter. */
export function candidateOf(source: Source): string {
  return `${source.identity.region}:${source.request}`;
}
