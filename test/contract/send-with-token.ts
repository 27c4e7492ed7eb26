import { createExchange } from '../../lambdas/adapters/kubernetes/https-exchange.ts';
import type { AccessHarness } from './access.contract.ts';

/** Requests over one keep-alive agent, each once and with the token it is given. */
export function sendTo(endpoint: string, ca: string): AccessHarness['send'] {
  const exchange = createExchange({ endpoint, ca });
  return (token, { method, path, body }) => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const headers = { accept: 'application/json', 'content-type': type, authorization: `Bearer ${token}` };
    return exchange({ method, path, headers, ...(body && { body: JSON.stringify(body) }) });
  };
}
