import { AwsService, type ServiceHooks } from '../service.ts';
import { AwsServiceError } from '../service-error.ts';
import { compileFilterPattern } from './filter-pattern.ts';

/** The log groups of one account and region: the template runtime. */
export interface LogGroupReader {
  names(): readonly string[];
  /** Oldest first; `at` in ms since the epoch. */
  lines(group: string): readonly { readonly at: number; readonly text: string }[];
}

/** Events in one answer, unless fewer are asked for. */
const EVENTS_MAX = 10_000;

const OPERATIONS = { FilterLogEvents: filterLogEvents };

/** CloudWatch Logs, for reading what functions wrote. */
export type Logs = AwsService<LogGroupReader, typeof OPERATIONS>;

export function createLogs(groups: LogGroupReader, hooks: ServiceHooks): Logs {
  return new AwsService(OPERATIONS, groups, hooks);
}

interface FilterLogEventsInput {
  readonly logGroupName?: string;
  /** ms since the epoch; events at it count. */
  readonly startTime?: number;
  /** Events after it do not count. */
  readonly endTime?: number;
  readonly filterPattern?: string;
  readonly limit?: number;
  readonly nextToken?: string;
}

interface FilteredLogEvent {
  readonly logStreamName: string;
  readonly timestamp: number;
  readonly message: string;
  readonly ingestionTime: number;
  readonly eventId: string;
}

function filterLogEvents(
  groups: LogGroupReader,
  input: FilterLogEventsInput,
): {
  readonly events: readonly FilteredLogEvent[];
  readonly searchedLogStreams: readonly [];
  readonly nextToken?: string;
} {
  const { logGroupName = '', startTime = 0, endTime = Number.POSITIVE_INFINITY, limit = EVENTS_MAX } = input;
  if (!groups.names().includes(logGroupName)) {
    throw new AwsServiceError('ResourceNotFoundException', 'The specified log group does not exist.');
  }
  if (limit < 1 || limit > EVENTS_MAX) {
    throw new AwsServiceError('InvalidParameterException', `limit must be from 1 to ${EVENTS_MAX}`);
  }
  const matches = compileFilterPattern(input.filterPattern ?? '');
  const found = groups
    .lines(logGroupName)
    .map((line, index) => ({ ...line, index }))
    .filter(({ at, text }) => at >= startTime && at <= endTime && matches(text));
  const start = Number(input.nextToken ?? 0);
  const page = found.slice(start, start + limit);
  return {
    events: page.map(({ at, text, index }) => ({
      logStreamName: 'sandbox',
      timestamp: at,
      message: text,
      ingestionTime: at,
      eventId: String(index),
    })),
    searchedLogStreams: [],
    ...(start + limit < found.length ? { nextToken: String(start + limit) } : {}),
  };
}
