import { identityKey } from '../aws-identity.ts';
import type { AwsIdentity, Parameter } from '../aws-ports.ts';
import type { TerminalError, TransientError } from '../errors.ts';
import type { SourceEntry } from './external-secret.ts';
import type { Find } from './find.ts';
import type { GeneratorSpec } from './generator.ts';

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
  /** @default the value of a parameter */
  readonly reads?: SourceKind;
  /** Of a find: what it takes out of the listing. `name` is the root then, `request` the find as text. */
  readonly find?: Find;
  /** Of a generator: what it asks for. */
  readonly generator?: GeneratorSpec;
}

/**
 * What is read: tags of a parameter, the value or the tags of a secret in Secrets Manager, all that a find
 * matches, or what a generator makes.
 */
export type SourceKind =
  | 'parameter-tags'
  | 'secret'
  | 'secret-tags'
  | 'parameter-find'
  | 'secret-find'
  | 'generator';

/** What reading one source came to. Only `absent` means that the service said "not found" (invariant I6). */
export type ParameterRead =
  | {
      readonly kind: 'found';
      readonly parameter: Parameter;
      /** What a find matches or a generator made, by name; `parameter` then only tells one state of it from another. */
      readonly members?: readonly Parameter[];
    }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly error: TransientError | TerminalError };

/** Key of one read: sources with the same key are asked for once, whatever ExternalSecret they are in. */
export function readKey(source: Source): string {
  const kind = source.reads === undefined ? '' : `${source.reads} `;
  return `${identityKey(source.identity)} ${kind}${source.request}`;
}

/** How a source is named in second observations, where credentials do not matter. */
export function candidateOf(source: Source): string {
  const kind = source.reads === undefined ? '' : `${source.reads}:`;
  return `${source.identity.region}:${kind}${source.request}`;
}
