import type { NotifyConfig } from './config.ts';
import { type Fields, fieldsOf, parseJson } from './fields.ts';
import type { ObjectMessage } from './review.ts';

/**
 * Audit events of the API server in place of reviews (kubeadm only): after the write, in batches, at level Metadata
 * without any object (reference: aws 5.2). Only what succeeded and is watched becomes a message.
 */

const OPERATIONS: Readonly<Record<string, ObjectMessage['operation']>> = {
  create: 'CREATE',
  update: 'UPDATE',
  patch: 'UPDATE',
  delete: 'DELETE',
};

/**
 * @returns each object once for each operation, in the order of the events; undefined when the body is no EventList
 */
export function readAuditEvents(
  { resources }: NotifyConfig,
  body: string,
  now: number,
): readonly ObjectMessage[] | undefined {
  const { kind, items } = fieldsOf(parseJson(body));
  if (kind !== 'EventList' || !Array.isArray(items)) return undefined;
  const messages = new Map<string, ObjectMessage>();
  for (const item of items) {
    const message = messageOf(fieldsOf(item), resources ?? {}, now);
    if (message !== undefined) messages.set(JSON.stringify({ ...message, at: 0 }), message);
  }
  return [...messages.values()];
}

function messageOf(
  event: Fields,
  resources: Readonly<Record<string, string>>,
  now: number,
): ObjectMessage | undefined {
  const { stage, verb, requestURI } = event;
  const { apiGroup = '', resource, subresource, namespace, name } = fieldsOf(event['objectRef']);
  const { code } = fieldsOf(event['responseStatus']);
  const operation = OPERATIONS[String(verb)];
  const plural =
    subresource === undefined ? `${apiGroup}/${resource}` : `${apiGroup}/${resource}/${subresource}`;
  const kind = resources[plural];
  if (stage !== 'ResponseComplete' || typeof code !== 'number' || code < 200 || code > 299) return undefined;
  if (kind === undefined || operation === undefined || /[?&]dryRun=/.test(String(requestURI)))
    return undefined;
  if (typeof name !== 'string' || name === '' || (apiGroup === '' && kind === 'Secret')) return undefined;
  const isNamespaced = typeof namespace === 'string' && namespace !== '' && kind !== 'Namespace';
  return {
    sluice: 'object',
    group: String(apiGroup),
    kind,
    ...(isNamespaced ? { namespace } : {}),
    name,
    operation,
    at: now,
  };
}
