import { identityKey } from '../core/aws-identity.ts';
import type { AwsIdentity, SecretsManager, SecretsManagers } from '../core/aws-ports.ts';
import type { KeySources } from './credentials.ts';

export interface SecretsManagersOptions {
  /** Keys of identities that do not read as the function. */
  readonly keys: KeySources;
  /** @default what the SDK resolves */
  readonly endpoint?: string;
}

/**
 * Secrets Manager for every identity. The SDK's client is loaded at the first call, from a file of its own in the
 * asset: most functions read Parameter Store only.
 */
export function createSecretsManagers({ keys, endpoint }: SecretsManagersOptions): SecretsManagers {
  const managers = new Map<string, SecretsManager>();
  const connect = async (identity: AwsIdentity) => {
    const { connectSecretsManager } = await import('./secrets-manager-client.ts');
    const credentials = keys(identity);
    return connectSecretsManager({ region: identity.region, endpoint, credentials });
  };
  return {
    of(identity) {
      const key = identityKey(identity);
      const known = managers.get(key) ?? whenLoaded(() => connect(identity));
      managers.set(key, known);
      return known;
    },
  };
}

function whenLoaded(connect: () => Promise<SecretsManager>): SecretsManager {
  let connecting: Promise<SecretsManager> | undefined;
  const connected = () => {
    connecting ??= connect();
    return connecting;
  };
  return {
    getValue: async (id, version) => (await connected()).getValue(id, version),
    getCurrentValues: async (ids) => (await connected()).getCurrentValues(ids),
    listSecrets: async () => (await connected()).listSecrets(),
    getTags: async (id) => (await connected()).getTags(id),
  };
}
