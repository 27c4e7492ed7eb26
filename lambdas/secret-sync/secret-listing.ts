import { identityKey } from '../core/aws-identity.ts';
import type { AwsIdentity, ListedSecret } from '../core/aws-ports.ts';
import type { SecretSyncDeps } from './deps.ts';

/** All secrets that an identity may list, asked for once a run whoever wants to know. */
export type SecretListing = (identity: AwsIdentity) => Promise<readonly ListedSecret[]>;

export function createSecretListing({ secretsManagers }: SecretSyncDeps): SecretListing {
  const listings = new Map<string, Promise<readonly ListedSecret[]>>();
  return (identity) => {
    const key = identityKey(identity);
    const listing = listings.get(key) ?? secretsManagers?.of(identity).listSecrets() ?? Promise.resolve([]);
    listings.set(key, listing);
    return listing;
  };
}
