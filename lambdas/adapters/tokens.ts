import { identityKey } from '../core/aws-identity.ts';
import type { AwsIdentity, TokenIssuer, TokenIssuers } from '../core/aws-ports.ts';
import type { KeySources } from './credentials.ts';

export interface TokenIssuersOptions {
  /** Keys of identities that do not ask as the function. */
  readonly keys: KeySources;
  /** @default what the SDK resolves */
  readonly endpoint?: string;
}

/** Tokens of ECR and STS for every identity. The SDK's clients are loaded at the first call: few clusters generate. */
export function createTokenIssuers({ keys, endpoint }: TokenIssuersOptions): TokenIssuers {
  const issuers = new Map<string, TokenIssuer>();
  return {
    of(identity) {
      const key = identityKey(identity);
      const known = issuers.get(key) ?? whenLoaded(identity);
      issuers.set(key, known);
      return known;
    },
  };

  function whenLoaded(identity: AwsIdentity): TokenIssuer {
    const connect = { region: identity.region, endpoint, credentials: keys(identity) };
    return {
      async registryToken(scope) {
        const { askRegistry } = await import('./registry-token.ts');
        return askRegistry(connect, scope);
      },
      async sessionToken(request) {
        const { askSession } = await import('./session-token.ts');
        return askSession(connect, request);
      },
    };
  }
}
