import * as v from 'valibot';
import { RETRY_VISIBILITY_SECONDS, SWEEP_AGE_MS_MAX } from '../core/bounds.ts';
import { parseEvent } from '../core/events.ts';
import type { Hint } from '../core/hint.ts';
import { METRIC } from '../core/metrics.ts';
import type { Clock, Log, Metrics, Queue } from '../core/ports.ts';
import { compileReport, type Report, type ReportEntry } from '../core/report.ts';
import { createReportLog, type ObservedRun, type ReportLog } from './report-log.ts';

/**
 * The shell both functions share: a batch becomes hints, hints one reconcile, its outcome the answer SQS needs.
 * Only messages whose work failed for a passing reason are handed back, each after a visibility that grows with
 * its receive count; everything else is acknowledged (DESIGN 2, queue semantics).
 */

/** What one reconcile of a set of hints came to. */
export interface Outcome {
  readonly entries: readonly ReportEntry[];
  /** Hints whose work met a passing failure or no time: tried again. Must be the very objects passed in. */
  readonly unfinished: readonly Hint[];
  /** What is right and has no entry; default 0. */
  readonly unchanged?: number;
  /** Of the plan, for `release`; present when deletions were stopped. */
  readonly checksum?: string;
  /** Present in observe mode: what the report follows the incumbent by. */
  readonly observed?: ObservedRun;
}

/** One reconcile. `remainingMs` counts down to the Lambda deadline. Rejects when the cluster is unreachable. */
export type Reconcile = (hints: readonly Hint[], remainingMs: () => number) => Promise<Outcome>;

export interface InvocationDeps {
  readonly half: 'secrets' | 'dns';
  readonly reconcile: Reconcile;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** With what a container keeps from one invocation to the next. */
type Running = InvocationDeps & { readonly logReport: ReportLog };

/** The part of Lambda's context that is read. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** Answer to an event source mapping, or the report to a direct invoke. */
export type InvocationResult =
  | { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] }
  | (Report & { readonly checksum?: string });

interface Message {
  readonly id: string;
  readonly receiptHandle: string;
  readonly receiveCount: number;
  readonly hints: readonly Hint[];
}

const SqsEvent = v.object({
  Records: v.array(
    v.object({
      eventSource: v.literal('aws:sqs'),
      messageId: v.string(),
      receiptHandle: v.string(),
      body: v.string(),
      attributes: v.object({ ApproximateReceiveCount: v.string() }),
    }),
  ),
});

/** Makes the function behind `handler`: SQS batches and direct invokes in, batch response or report out. */
export function createInvocation(
  given: InvocationDeps,
): (event: unknown, context: LambdaContext) => Promise<InvocationResult> {
  const deps: Running = { ...given, logReport: createReportLog(given) };
  return async (event, context) => {
    try {
      const batch = v.safeParse(SqsEvent, event);
      return batch.success
        ? await handleBatch(deps, batch.output, context)
        : await handleInvoke(deps, event, context);
    } finally {
      deps.metrics.flush();
    }
  };
}

async function handleInvoke(
  deps: Running,
  event: unknown,
  context: LambdaContext,
): Promise<InvocationResult> {
  const parsed = parseEvent(event, deps.clock.now());
  if ('ignored' in parsed) throw new TypeError(`event not understood: ${parsed.ignored}`);
  const outcome = await deps.reconcile(parsed.hints, () => context.getRemainingTimeInMillis());
  const report = publish(deps, outcome, parsed.hints);
  return outcome.checksum === undefined ? report : { ...report, checksum: outcome.checksum };
}

async function handleBatch(
  deps: Running,
  batch: v.InferOutput<typeof SqsEvent>,
  context: LambdaContext,
): Promise<InvocationResult> {
  const messages = batch.Records.map((record) => readMessage(deps, record));
  const hints = messages.flatMap((message) => message.hints);
  if (hints.length === 0) return { batchItemFailures: [] };
  const unfinished = await runBatch(deps, hints, context);
  const failed = messages.filter((message) =>
    message.hints.some((hint) => isRetried(hint) && unfinished.has(hint)),
  );
  await Promise.all(failed.map((message) => delayRetry(deps, message)));
  return { batchItemFailures: failed.map((message) => ({ itemIdentifier: message.id })) };
}

/** A sweep is always acknowledged: the next one comes within a minute, and its failure is a metric. */
function isRetried(hint: Hint): boolean {
  return hint.kind !== 'sweep';
}

/** Runs once for the whole batch, so that an unreachable API server is found out by one probe. */
async function runBatch(
  deps: Running,
  hints: readonly Hint[],
  context: LambdaContext,
): Promise<ReadonlySet<Hint>> {
  const swept = hints.some((hint) => hint.kind === 'sweep');
  try {
    const outcome = await deps.reconcile(hints, () => context.getRemainingTimeInMillis());
    publish(deps, outcome, hints);
    const unfinished = new Set(outcome.unfinished);
    if (swept && !hints.some((hint) => hint.kind === 'sweep' && unfinished.has(hint))) {
      deps.metrics.count(METRIC.sweepSucceeded, 1);
    }
    return unfinished;
  } catch (error) {
    deps.log.error('run failed', { error });
    deps.metrics.count(METRIC.failed, 1);
    return new Set(hints);
  }
}

function readMessage(
  deps: InvocationDeps,
  record: v.InferOutput<typeof SqsEvent>['Records'][number],
): Message {
  const now = deps.clock.now();
  const parsed = parseEvent(parseJson(record.body), now);
  if ('ignored' in parsed) {
    deps.log.warn('message ignored', { messageId: record.messageId, reason: parsed.ignored });
    deps.metrics.count(METRIC.ignoredEvents, 1);
  }
  const hints = 'ignored' in parsed ? [] : parsed.hints.filter((hint) => !isStaleSweep(hint, now));
  return {
    id: record.messageId,
    receiptHandle: record.receiptHandle,
    receiveCount: Number(record.attributes.ApproximateReceiveCount),
    hints,
  };
}

function isStaleSweep(hint: Hint, now: number): boolean {
  return hint.kind === 'sweep' && now - hint.at > SWEEP_AGE_MS_MAX;
}

async function delayRetry(deps: InvocationDeps, message: Message): Promise<void> {
  const index = Math.min(Math.max(message.receiveCount, 1), RETRY_VISIBILITY_SECONDS.length) - 1;
  try {
    await deps.queue.setVisibility(message.receiptHandle, RETRY_VISIBILITY_SECONDS[index] ?? 0);
  } catch (error) {
    // The queue's own visibility timeout then spaces the retry: later, never lost.
    deps.log.warn('visibility not set', { messageId: message.id, error });
  }
}

function publish(deps: Running, outcome: Outcome, hints: readonly Hint[]): Report {
  const report = compileReport(outcome.entries, outcome.unchanged);
  const { created, updated, deleted, refused, failed } = report.counts;
  for (const [name, value] of Object.entries({
    [METRIC.created]: created,
    [METRIC.updated]: updated,
    [METRIC.deleted]: deleted,
    [METRIC.refused]: refused,
    [METRIC.failed]: failed,
  })) {
    if (value > 0) deps.metrics.count(name, value);
  }
  publishAges(deps, outcome, hints);
  deps.logReport(report, outcome.observed);
  return report;
}

/** Freshness is measured from the event's own time to the completion of its work. */
function publishAges(deps: InvocationDeps, outcome: Outcome, hints: readonly Hint[]): void {
  const unfinished = new Set(outcome.unfinished);
  const now = deps.clock.now();
  for (const hint of hints) {
    const announced = hint.kind === 'parameter' || hint.kind === 'secret-label' || hint.kind === 'object';
    if (announced && !unfinished.has(hint)) deps.metrics.milliseconds(METRIC.eventAge, now - hint.at);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
