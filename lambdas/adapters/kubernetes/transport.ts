import { TransientError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import type { Credential, CredentialSource } from './auth.ts';
import type { HttpRequest, HttpResponse, Transport } from './http.ts';
import { createExchange, type ExchangeOptions } from './https-exchange.ts';
import { withRetry } from './retry.ts';

const USER_AGENT = 'sluice';

export interface TransportOptions extends ExchangeOptions {
  readonly credentials: CredentialSource;
  readonly clock: Clock;
  /** In [0, 1), for the jitter. Default Math.random. */
  readonly random?: () => number;
}

/**
 * The authenticating transport: adds the credential, repeats what is safe to repeat, and after a 401 takes a new
 * credential once. A second 401 rejects with TransientError `Unauthorized`, whose message names the credential.
 */
export function createHttpsTransport(options: TransportOptions): Transport {
  const exchange = createExchange(options);
  const { credentials } = options;

  function send(request: HttpRequest, credential: Credential): Promise<HttpResponse> {
    const { token, certificate } = credential;
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const headers = { ...request.headers, 'user-agent': USER_AGENT, ...authorization };
    return withRetry(request, () => exchange({ ...request, headers }, certificate), options);
  }

  return async (request) => {
    const credential = await credentials.current();
    const response = await send(request, credential);
    if (response.status !== 401) return response;
    const renewed = await send(request, await credentials.renew(credential));
    if (renewed.status !== 401) return renewed;
    throw new TransientError(
      `the API server at ${new URL(options.endpoint).host} does not accept ${credentials.description} (401): ` +
        'check its authentication configuration and that its clock is right',
      { code: 'Unauthorized' },
    );
  };
}
