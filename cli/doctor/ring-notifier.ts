import { type RequestOptions, request } from 'node:https';
import { valueAt } from '../../lambdas/core/secrets/raw-json.ts';

/** What the notifier made of a review. */
export type Answer =
  | { readonly kind: 'allowed' }
  /** No answer of a notifier: its HTTP status. */
  | { readonly kind: 'refused'; readonly status: number };

const TIMEOUT_MS = 5_000;
const UID = 'sluice-doctor';
/** A dry run, which the notifier answers and tells nobody of. */
const REVIEW = JSON.stringify({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  request: {
    uid: UID,
    dryRun: true,
    operation: 'UPDATE',
    name: 'doctor',
    kind: { group: '', kind: 'ConfigMap' },
  },
});

/**
 * Asks the notifier as the API server does. Rejects when there is no answer.
 * @param ca that it is believed by; undefined: the roots of this machine
 */
export async function ringNotifier(url: string, ca: string | undefined): Promise<Answer> {
  const { status, body } = await post(new URL(url), ca === undefined ? {} : { ca });
  if (status !== 200) return { kind: 'refused', status };
  const response = valueAt(JSON.parse(body), 'response');
  const isAllowed = valueAt(response, 'allowed') === true && valueAt(response, 'uid') === UID;
  return isAllowed ? { kind: 'allowed' } : { kind: 'refused', status };
}

function post(
  url: URL,
  trust: Pick<RequestOptions, 'ca'>,
): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request(url, { ...trust, method: 'POST', headers, timeout: TIMEOUT_MS }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    sent.on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
    sent.end(REVIEW);
  });
}
