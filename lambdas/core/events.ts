import * as v from 'valibot';
import type { Hint, ParameterOperation } from './hint.ts';

/**
 * Event -> hints, by a table of (source, detail-type) like Karpenter's interruption parser. Nothing in an event
 * is trusted beyond where to look: no value, no version, no object. What is not understood is named and
 * acknowledged, so that a poison message never loops.
 */

export type ParsedEvent =
  | { readonly hints: readonly Hint[] }
  /** Understood and of no interest, or not understood: `reason` says which. */
  | { readonly ignored: string };

const Envelope = v.object({
  source: v.string(),
  'detail-type': v.string(),
  account: v.string(),
  region: v.string(),
  time: v.string(),
  detail: v.record(v.string(), v.unknown()),
  resources: v.optional(v.array(v.string())),
});
type Envelope = v.InferOutput<typeof Envelope>;

const PARAMETER_OPERATIONS: readonly string[] = ['Create', 'Update', 'Delete', 'LabelParameterVersion'];

const PARSERS: Readonly<Record<string, (envelope: Envelope, at: number) => ParsedEvent>> = {
  'aws.ssm|Parameter Store Change': parseParameterChange,
  'aws.ssm|Parameter Store Policy Action': parsePolicyAction,
  'aws.secretsmanager|Secret Label Updated': parseSecretLabel,
};

/**
 * @param body one EventBridge envelope, message of our own (`{"sluice": ...}`), or direct invoke (`{"action": ...}`)
 * @param receivedAt ms since the epoch, used where the event carries no time of its own
 */
export function parseEvent(body: unknown, receivedAt: number): ParsedEvent {
  if (isRecord(body) && 'sluice' in body) return parseOwnMessage(body, receivedAt);
  if (isRecord(body) && 'action' in body) return parseInvoke(body, receivedAt);
  const envelope = v.safeParse(Envelope, body);
  if (!envelope.success) return { ignored: 'not an EventBridge envelope, a sluice message or an action' };
  const { source, 'detail-type': detailType, time } = envelope.output;
  const parser = PARSERS[`${source}|${detailType}`];
  if (parser === undefined) return { ignored: `no parser for ${source} "${detailType}"` };
  return parser(envelope.output, parseTime(time, receivedAt));
}

function parseParameterChange(envelope: Envelope, at: number): ParsedEvent {
  const { operation, name, exception } = envelope.detail;
  // `exception` marks a value of data type aws:ec2:image that SSM rejected (aws 1.1).
  if (exception !== undefined) return { ignored: 'the parameter value was rejected by SSM' };
  if (typeof name !== 'string' || name === '') return { ignored: 'parameter change without a name' };
  if (typeof operation !== 'string' || !PARAMETER_OPERATIONS.includes(operation)) {
    return { ignored: `unknown parameter operation ${JSON.stringify(operation)}` };
  }
  return parameterHint(envelope, { name, operation: operation as ParameterOperation, at });
}

function parsePolicyAction(envelope: Envelope, at: number): ParsedEvent {
  const name = envelope.detail['parameter-name'];
  const policy = envelope.detail['policy-type'];
  if (policy !== 'Expiration')
    return { ignored: `parameter policy ${JSON.stringify(policy)} changes no value` };
  if (typeof name !== 'string' || name === '') return { ignored: 'policy action without a parameter name' };
  return parameterHint(envelope, { name, operation: 'Expire', at });
}

function parameterHint(
  envelope: Envelope,
  change: { name: string; operation: ParameterOperation; at: number },
): ParsedEvent {
  return { hints: [{ kind: 'parameter', region: envelope.region, account: envelope.account, ...change }] };
}

function parseSecretLabel(envelope: Envelope, at: number): ParsedEvent {
  const { name, labelUpdated } = envelope.detail;
  if (typeof name !== 'string' || typeof labelUpdated !== 'string') {
    return { ignored: 'secret label event without name or label' };
  }
  const { region, account } = envelope;
  const arn = envelope.resources?.[0] ?? '';
  return { hints: [{ kind: 'secret-label', name, arn, region, account, label: labelUpdated, at }] };
}

const OwnMessage = v.variant('sluice', [
  v.object({ sluice: v.literal('sweep'), at: v.optional(v.string()) }),
  v.object({
    sluice: v.literal('second-observation'),
    half: v.picklist(['secrets', 'dns']),
    at: v.number(),
    candidates: v.record(v.string(), v.array(v.string())),
    checksum: v.optional(v.string()),
  }),
  v.object({
    sluice: v.literal('restart'),
    namespace: v.string(),
    secret: v.string(),
    before: v.string(),
    at: v.optional(v.number()),
  }),
  v.object({
    sluice: v.literal('object'),
    group: v.string(),
    kind: v.string(),
    namespace: v.optional(v.string()),
    name: v.string(),
    generation: v.optional(v.number()),
    operation: v.picklist(['CREATE', 'UPDATE', 'DELETE']),
    at: v.optional(v.number()),
  }),
]);

function parseOwnMessage(body: Readonly<Record<string, unknown>>, receivedAt: number): ParsedEvent {
  const parsed = v.safeParse(OwnMessage, body);
  if (!parsed.success) return { ignored: `unknown sluice message ${JSON.stringify(body['sluice'])}` };
  const message = parsed.output;
  switch (message.sluice) {
    case 'sweep':
      return { hints: [{ kind: 'sweep', at: parseTime(message.at ?? '', receivedAt) }] };
    case 'second-observation': {
      const { half, at, candidates, checksum } = message;
      const released = checksum === undefined ? {} : { checksum };
      return { hints: [{ kind: 'second-observation', half, at, candidates, ...released }] };
    }
    case 'restart': {
      const { namespace, secret, before, at = receivedAt } = message;
      return { hints: [{ kind: 'restart', namespace, secret, before, at }] };
    }
    case 'object': {
      const { group, kind, namespace, name, generation, operation, at } = message;
      const identity = {
        group,
        objectKind: kind,
        name,
        ...(namespace === undefined ? {} : { namespace }),
        ...(generation === undefined ? {} : { generation }),
      };
      return { hints: [{ kind: 'object', ...identity, operation, at: at ?? receivedAt }] };
    }
  }
}

const Invoke = v.variant('action', [
  v.strictObject({
    action: v.picklist(['resync', 'plan']),
    namespace: v.optional(v.pipe(v.string(), v.minLength(1))),
    name: v.optional(v.pipe(v.string(), v.minLength(1))),
  }),
  v.strictObject({ action: v.literal('release'), checksum: v.pipe(v.string(), v.minLength(1)) }),
]);

function parseInvoke(body: Readonly<Record<string, unknown>>, receivedAt: number): ParsedEvent {
  const parsed = v.safeParse(Invoke, body);
  if (!parsed.success) {
    return {
      ignored:
        'allowed: {"action":"resync"|"plan","namespace"?,"name"?} or {"action":"release","checksum"}; ' +
        parsed.issues.map((issue) => issue.message.toLowerCase()).join('; '),
    };
  }
  if (parsed.output.action === 'release') {
    return { hints: [{ kind: 'release', checksum: parsed.output.checksum, at: receivedAt }] };
  }
  const { action, namespace, name } = parsed.output;
  if (name !== undefined && namespace === undefined) return { ignored: 'name needs namespace beside it' };
  return {
    hints: [
      {
        kind: 'resync',
        dryRun: action === 'plan',
        at: receivedAt,
        ...(namespace === undefined ? {} : { namespace }),
        ...(name === undefined ? {} : { name }),
      },
    ],
  };
}

function parseTime(text: string, fallback: number): number {
  const parsed = Date.parse(text);
  return Number.isNaN(parsed) ? fallback : parsed;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
