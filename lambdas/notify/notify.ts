import { createHash, timingSafeEqual } from 'node:crypto';
import { readAuditEvents } from './audit.ts';
import type { Half, NotifyConfig } from './config.ts';
import { allow, halvesFor, type ObjectMessage, readReview } from './review.ts';
import type { SendMessage } from './send-message.ts';

/**
 * The notifier: an AdmissionReview becomes a message for the halves it concerns, and is allowed whatever happens.
 * The call comes before the write is stored, so the message is delayed and says only where to look.
 */

/** A function URL's request (payload format 2.0), as far as it is read. */
export interface UrlEvent {
  readonly rawPath?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

export interface UrlResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface NotifyDeps {
  readonly config: NotifyConfig;
  /** A half that is not deployed has no queue. */
  readonly queues: Readonly<Partial<Record<Half, string>>>;
  readonly send: SendMessage;
  readonly now: () => number;
  /** One line of JSON; never anything of an object but its name. */
  readonly writeLine: (fields: Readonly<Record<string, unknown>>) => void;
}

/** The write is stored some milliseconds after the call, a slow one within the webhook's timeout (DESIGN 2). */
const SETTLE_SECONDS = 2;
const PATH_SUFFIX = '/v1/admission';
const AUDIT_SUFFIX = '/v1/audit';
/** Objects told of one batch of audit events; the sweep finds the rest of a larger one. */
const AUDIT_MESSAGES_MAX = 100;
const AUDIT_IN_FLIGHT = 20;

/** Makes the function behind `handler`; it never rejects. */
export function createNotify(deps: NotifyDeps): (event: UrlEvent) => Promise<UrlResponse> {
  return async (event) => {
    const { config, now, writeLine } = deps;
    if (isEqual(event.rawPath ?? '', `/${config.path}${AUDIT_SUFFIX}`)) return hearAudit(deps, event);
    if (!isEqual(event.rawPath ?? '', `/${config.path}${PATH_SUFFIX}`)) return respond(404, '{}');
    const review = readReview(bodyOf(event), now());
    if (review === undefined) return respond(400, '{"message":"not an AdmissionReview"}');
    if (!isAuthorized(config, event)) {
      writeLine({ level: 'WARN', message: 'token refused: nothing was sent', ...countUnsent(deps) });
    } else if (review.message !== undefined) await tell(deps, review.message, SETTLE_SECONDS);
    return respond(200, allow(review));
  };
}

/** A batch of audit events. What it tells has happened, so nothing waits; refused, the API server sends it again. */
async function hearAudit(deps: NotifyDeps, event: UrlEvent): Promise<UrlResponse> {
  if (!isAuthorized(deps.config, event)) return respond(401, '{}');
  const messages = readAuditEvents(deps.config, bodyOf(event), deps.now());
  if (messages === undefined) return respond(400, '{"message":"not an EventList"}');
  const told = messages.slice(0, AUDIT_MESSAGES_MAX);
  for (let start = 0; start < told.length; start += AUDIT_IN_FLIGHT) {
    const part = told.slice(start, start + AUDIT_IN_FLIGHT);
    await Promise.all(part.map((message) => tell(deps, message, 0)));
  }
  return respond(200, '{}');
}

async function tell(deps: NotifyDeps, message: ObjectMessage, delaySeconds: number): Promise<void> {
  const body = JSON.stringify(message);
  const sending = halvesFor(deps.config, message).map(async (half) => {
    const queue = deps.queues[half];
    if (queue === undefined) return;
    try {
      await deps.send(queue, body, delaySeconds);
    } catch (error) {
      const { group, kind, namespace, name } = message;
      const reason = error instanceof Error ? error.message : String(error);
      const fields = { queue: half, reason, object: { group, kind, namespace, name } };
      deps.writeLine({ level: 'ERROR', message: 'not sent', ...fields, ...countUnsent(deps) });
    }
  });
  await Promise.all(sending);
}

/** CloudWatch's embedded metric format: the line itself is the metric `Failed` of half `notify`. */
function countUnsent({ config, now }: NotifyDeps): Readonly<Record<string, unknown>> {
  const metric = {
    Namespace: 'Sluice',
    Dimensions: [['cluster', 'half']],
    Metrics: [{ Name: 'Failed', Unit: 'Count' }],
  };
  const dimensions = { cluster: config.cluster, half: 'notify' };
  return { _aws: { Timestamp: now(), CloudWatchMetrics: [metric] }, ...dimensions, Failed: 1 };
}

function isAuthorized({ tokenSha256 }: NotifyConfig, { headers }: UrlEvent): boolean {
  if (tokenSha256 === undefined) return true;
  const [, token = ''] = /^Bearer (.+)$/i.exec(headers?.['authorization'] ?? '') ?? [];
  return isEqual(createHash('sha256').update(token).digest('hex'), tokenSha256);
}

/** In a time that does not depend on where they differ. */
function isEqual(left: string, right: string): boolean {
  const [a, b] = [left, right].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}

function bodyOf({ body = '', isBase64Encoded }: UrlEvent): string {
  return isBase64Encoded === true ? Buffer.from(body, 'base64').toString('utf8') : body;
}

function respond(statusCode: number, body: string): UrlResponse {
  return { statusCode, headers: { 'content-type': 'application/json' }, body };
}
