import { randomUUID } from 'node:crypto';
import { type AdmissionWrite, isConstrained, variablesOf } from './admission.ts';
import { compileCel } from './cel.ts';
import { isObject, type JsonObject } from './json.ts';
import type { ResourceRequest, ServerContext } from './requests/context.ts';
import { selectsLabels } from './requests/selectors.ts';
import { refuse, StatusError } from './status-error.ts';
import { storeKey } from './store.ts';

/**
 * ValidatingWebhookConfigurations. Admission is synchronous here and a webhook is not, so a write that needs one
 * stops with ReviewNeeded before anything is stored; the server asks, and performs the request again with the answers.
 */
const CONFIGURATIONS = 'admissionregistration.k8s.io/validatingwebhookconfigurations';

/** One webhook to ask about one write. */
export interface WebhookCall {
  readonly name: string;
  readonly url: string;
  /** PEM; undefined for the public roots. */
  readonly ca: string | undefined;
  readonly timeoutMs: number;
  /** Whether the write goes on when there is no valid answer. */
  readonly failsOpen: boolean;
  readonly review: JsonObject & { readonly request: JsonObject };
}

/** What a webhook said: undefined lets the write go on, else the refusal. */
export type WebhookAnswers = Map<string, StatusError | undefined>;

/** Thrown out of a write before it is stored. */
export class ReviewNeeded extends Error {
  readonly calls: readonly WebhookCall[];

  constructor(calls: readonly WebhookCall[]) {
    super(`webhooks to ask: ${calls.map(({ name }) => name).join(', ')}`);
    this.name = 'ReviewNeeded';
    this.calls = calls;
  }
}

/** Throws the refusal of a webhook, or ReviewNeeded for those that match and were not asked yet. */
export function requireReviews(
  context: ServerContext,
  request: ResourceRequest,
  write: AdmissionWrite,
): void {
  // Webhook configurations themselves are never reviewed: a broken one must stay removable.
  if (request.resource.group === 'admissionregistration.k8s.io') return;
  const matching = context.store
    .list(CONFIGURATIONS)
    .flatMap((configuration) => listOf(configuration['webhooks']))
    .filter((webhook) => matches(context, { request, write, webhook }));
  const refusal = matching
    .map(({ name }) => request.reviews?.get(String(name)))
    .find((answer) => answer !== undefined);
  if (refusal !== undefined) throw refusal;
  const open = matching.filter(({ name }) => request.reviews?.has(String(name)) !== true);
  if (open.length > 0) throw new ReviewNeeded(open.map((webhook) => toCall(request, write, webhook)));
}

interface Match {
  readonly request: ResourceRequest;
  readonly write: AdmissionWrite;
  readonly webhook: JsonObject;
}

function matches(context: ServerContext, { request, write, webhook }: Match): boolean {
  if (!isConstrained({ resourceRules: webhook['rules'] ?? [] }, request, write.operation)) return false;
  if (!selectsNamespace(context, { request, write, webhook })) return false;
  const sides = [write.object, write.oldObject].filter((side) => side !== null);
  if (!sides.some((side) => selectsLabels(webhook['objectSelector'], labelsOf(side)))) return false;
  const variables = variablesOf(request, write);
  try {
    return listOf(webhook['matchConditions']).every(
      ({ expression }) => compileCel(String(expression))(variables) === true,
    );
  } catch (error) {
    if (webhook['failurePolicy'] === 'Ignore') return false;
    throw refuse.internal(error instanceof Error ? error.message : String(error));
  }
}

/** By the labels of the object's namespace; of a Namespace by its own; other cluster-wide objects always match. */
function selectsNamespace(context: ServerContext, { request, write, webhook }: Match): boolean {
  const { resource, info } = request;
  if (resource.group === '' && resource.plural === 'namespaces') {
    return selectsLabels(webhook['namespaceSelector'], labelsOf(write.object ?? write.oldObject ?? {}));
  }
  if (info.namespace === undefined) return true;
  const namespace = context.store.get('/namespaces', storeKey(undefined, info.namespace)) ?? {};
  return selectsLabels(webhook['namespaceSelector'], labelsOf(namespace));
}

function toCall(request: ResourceRequest, write: AdmissionWrite, webhook: JsonObject): WebhookCall {
  const { clientConfig } = webhook;
  const { url, caBundle } = isObject(clientConfig) ? clientConfig : {};
  return {
    name: String(webhook['name']),
    url: String(url),
    ca: typeof caBundle === 'string' ? Buffer.from(caBundle, 'base64').toString('utf8') : undefined,
    timeoutMs: Number(webhook['timeoutSeconds'] ?? 10) * 1000,
    failsOpen: webhook['failurePolicy'] === 'Ignore',
    review: reviewOf(request, write),
  };
}

function reviewOf({ info, resource, caller }: ResourceRequest, write: AdmissionWrite): WebhookCall['review'] {
  const { group, version, plural, kind } = resource;
  const metadata = write.object?.['metadata'];
  const { name: made, generateName } = isObject(metadata) ? metadata : {};
  // A name that the server makes up is not in the request.
  const name = info.name !== '' || generateName !== undefined ? info.name : String(made);
  const namespace = group === '' && plural === 'namespaces' ? name : info.namespace;
  const identity = {
    kind: { group, version, kind },
    resource: { group, version, resource: plural },
    ...(info.subresource === '' ? {} : { subResource: info.subresource }),
  };
  return {
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid: randomUUID(),
      ...identity,
      requestKind: identity.kind,
      requestResource: identity.resource,
      name,
      ...(namespace === undefined ? {} : { namespace }),
      operation: write.operation,
      userInfo: { username: caller.username, groups: [...caller.groups] },
      object: write.object,
      oldObject: write.oldObject,
      dryRun: info.query.get('dryRun') === 'All',
      options: null,
    },
  };
}

/** The refusal in an answer, or why it is none; the wording is that of apiserver's webhook plugin. */
export function readAnswer(call: WebhookCall, status: number, body: string): StatusError | undefined {
  if (status !== 200) throw new Error(`the server answered ${status}`);
  const answer: unknown = JSON.parse(body);
  const { apiVersion, kind, response } = isObject(answer) ? answer : {};
  if (kind !== 'AdmissionReview' || apiVersion !== call.review['apiVersion']) {
    throw new Error('expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview');
  }
  if (!isObject(response) || response['uid'] !== call.review.request['uid']) {
    throw new Error(`expected response.uid=${JSON.stringify(call.review.request['uid'])}`);
  }
  if (response['allowed'] === true) return undefined;
  const reason = isObject(response['status']) ? response['status']['message'] : undefined;
  const why = typeof reason === 'string' ? `the request: ${reason}` : 'the request without explanation';
  return new StatusError(403, 'Forbidden', `admission webhook "${call.name}" denied ${why}`);
}

function labelsOf(object: JsonObject): JsonObject {
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  return isObject(metadata['labels']) ? metadata['labels'] : {};
}

function listOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
