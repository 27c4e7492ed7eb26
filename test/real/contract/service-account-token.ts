import type { Transport } from '../../../lambdas/adapters/kubernetes/http.ts';

/** `kubectl create token sluice -n sluice-system`, for the ServiceAccount that mode `token` prints. */
export async function createServiceAccountToken(administrator: Transport): Promise<string> {
  const body = JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} });
  const headers = { 'content-type': 'application/json' };
  const path = '/api/v1/namespaces/sluice-system/serviceaccounts/sluice/token';
  const answer = await administrator({ method: 'POST', path, headers, body });
  const { status } = JSON.parse(answer.body) as { readonly status?: { readonly token?: string } };
  if (status?.token === undefined) throw new Error(`no token was made: ${answer.status} ${answer.body}`);
  return status.token;
}
