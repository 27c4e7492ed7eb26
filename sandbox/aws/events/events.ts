import type { ServiceHooks } from '../service.ts';
import { AwsService } from '../service.ts';
import { AwsServiceError } from '../service-error.ts';
import { listRuleNamesByTarget } from './list-rule-names.ts';
import { describeRule, listRules, listTargetsByRule } from './list-rules.ts';
import { matchesPattern } from './pattern.ts';
import { publishEvent } from './publish.ts';
import { putRule, putTargets } from './put-rule.ts';
import type { EventsState } from './rules.ts';
import { disableRule, enableRule } from './switch-rule.ts';

/** Entries of one PutEvents call (EventBridge API reference). */
const ENTRIES_MAX = 10;

interface PutEventsEntry {
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly Resources?: readonly string[];
  /** Seconds since the epoch. */
  readonly Time?: number;
}

const OPERATIONS = {
  PutEvents: putEvents,
  PutRule: putRule,
  PutTargets: putTargets,
  ListRules: listRules,
  DescribeRule: describeRule,
  ListTargetsByRule: listTargetsByRule,
  ListRuleNamesByTarget: listRuleNamesByTarget,
  EnableRule: enableRule,
  DisableRule: disableRule,
  TestEventPattern: testEventPattern,
};

/** `call('PutEvents', { Entries })` and so on. Services publish with `publishEvent(events.state, ...)`. */
export type Events = AwsService<EventsState, typeof OPERATIONS>;

export interface EventsOptions extends ServiceHooks {
  /** Default 123456789012. */
  readonly account?: string;
  /** Default ap-northeast-2. */
  readonly region?: string;
}

/** The default bus of one account and region, without rules. */
export function createEvents(options: EventsOptions): Events {
  const { account = '123456789012', region = 'ap-northeast-2', ...hooks } = options;
  const now = () => options.now();
  const state: EventsState = { account, region, rules: new Map(), sequence: 0, now };
  return new AwsService(OPERATIONS, state, { ...hooks, now });
}

function putEvents(
  state: EventsState,
  request: { readonly Entries: readonly PutEventsEntry[] },
): { FailedEntryCount: number; Entries: Record<string, string>[] } {
  if (request.Entries.length === 0 || request.Entries.length > ENTRIES_MAX) {
    throw new AwsServiceError(
      'ValidationException',
      `Entries must have between 1 and ${ENTRIES_MAX} members.`,
    );
  }
  const Entries = request.Entries.map((entry) => putEvent(state, entry));
  return { FailedEntryCount: Entries.filter((entry) => 'ErrorCode' in entry).length, Entries };
}

function putEvent(state: EventsState, entry: PutEventsEntry): Record<string, string> {
  const { Source: source, DetailType: detailType, Detail } = entry;
  if (source === undefined || detailType === undefined || Detail === undefined) {
    return {
      ErrorCode: 'InvalidArgument',
      ErrorMessage: 'Parameter Source, DetailType and Detail are required.',
    };
  }
  if (source.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  const detail = parseDetail(Detail);
  if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const at = entry.Time === undefined ? {} : { at: entry.Time * 1000 };
  return {
    EventId: publishEvent(state, { source, detailType, detail, resources: entry.Resources ?? [], ...at }).id,
  };
}

function parseDetail(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const detail: unknown = JSON.parse(text);
    return typeof detail === 'object' && detail !== null && !Array.isArray(detail)
      ? { ...detail }
      : undefined;
  } catch {
    return undefined;
  }
}

function testEventPattern(
  _state: EventsState,
  request: { readonly EventPattern: string; readonly Event: string },
): { Result: boolean } {
  return { Result: matchesPattern(JSON.parse(request.EventPattern), JSON.parse(request.Event)) };
}
