import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { parseReportLine, type ReportLine } from './report-line.ts';

/** Pages of one answer; each has up to 10,000 events or 1 MB. */
const PAGES_MAX = 500;

/** What the logs of a function have. */
export interface LogReading {
  /** In the order in which CloudWatch Logs gave them. */
  readonly lines: readonly ReportLine[];
  /** There is more than was read. */
  readonly truncated: boolean;
}

/**
 * Everything a function logged about its runs since a time (ms since the epoch), with the user's credentials.
 * @throws Error naming the log group when there is none
 */
export async function readLogLines(
  region: string,
  { functionName, since }: { readonly functionName: string; readonly since: number },
): Promise<LogReading> {
  const logs = new CloudWatchLogsClient({ region });
  const logGroupName = `/aws/lambda/${functionName}`;
  const lines: ReportLine[] = [];
  let nextToken: string | undefined;
  try {
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const filterPattern = '{ $.message = "report" }';
      const answer = await logs.send(
        new FilterLogEventsCommand({ logGroupName, startTime: since, filterPattern, nextToken }),
      );
      for (const { timestamp = 0, message = '' } of answer.events ?? []) {
        const line = parseReportLine(timestamp, message);
        if (line !== undefined) lines.push(line);
      }
      nextToken = answer.nextToken;
      if (nextToken === undefined) return { lines, truncated: false };
    }
    return { lines, truncated: true };
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ResourceNotFoundException')) throw error;
    throw new Error(
      `there is no log group ${logGroupName} in ${region}: deploy the function, or use a profile of its account`,
    );
  } finally {
    logs.destroy();
  }
}
