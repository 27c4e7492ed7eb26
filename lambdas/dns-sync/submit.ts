import { CHANGE_ATTEMPTS_MAX, CHANGE_BACK_OFF_MS, DEADLINE_RESERVE_MS } from '../core/bounds.ts';
import { type ChangeBatch, changesOf } from '../core/dns/change-batch.ts';
import type { ChangeGroup } from '../core/dns/changes.ts';
import { observedName } from '../core/dns/dns-name.ts';
import { DNS_REASON } from '../core/dns/reasons.ts';
import { TerminalError, TransientError } from '../core/errors.ts';
import { METRIC } from '../core/metrics.ts';
import type { ReportAction, ReportEntry } from '../core/report.ts';
import type { World } from './world.ts';

/** What came of one batch, its parts included. */
export interface Submitted {
  readonly entries: readonly ReportEntry[];
  readonly retry: boolean;
  readonly accepted: readonly { readonly changeId: string; readonly at: number }[];
  /** Groups that were written. */
  readonly done: readonly ChangeGroup[];
}

const THROTTLING_CODES: readonly string[] = ['Throttling', 'ThrottlingException', 'PriorRequestNotComplete'];
const INVALID_BATCH = 'InvalidChangeBatch';
/** Route 53: `Tried to delete resource record set [...] but it was not found`, `... but the values provided do not match`. */
const OUTRUN = /but (it already exists|it was not found|the values provided do not match)/;

/**
 * Sends one batch. The error is classified before anything is split: when the service says slow down, the same
 * batch waits (ExternalDNS splits it into one request a name, exactly when there are too many); only when the batch
 * itself is refused are halves tried, until the bad name stands alone.
 */
export async function submitBatch(world: World, batch: ChangeBatch): Promise<Submitted> {
  const { zoneId, groups } = batch;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const comment = `sluice ${world.config.cluster.name}: ${groups.length} names`;
      const { changeId } = await world.zones.change(zoneId, changesOf(groups), comment);
      const accepted = [{ changeId, at: world.clock.now() }];
      return { entries: groups.flatMap((group) => group.entries), retry: false, accepted, done: groups };
    } catch (error) {
      if (error instanceof TerminalError && error.code === INVALID_BATCH) return isolate(world, batch, error);
      if (error instanceof TerminalError) return fail(groups, { action: 'failed', error });
      if (!(error instanceof TransientError)) throw error;
      if (THROTTLING_CODES.includes(error.code)) world.metrics.count(METRIC.throttled, 1);
      const waitMs = CHANGE_BACK_OFF_MS * 2 ** (attempt - 1);
      const late = world.remainingMs() < DEADLINE_RESERVE_MS + waitMs;
      if (attempt >= CHANGE_ATTEMPTS_MAX || late)
        return { ...fail(groups, { action: 'failed', error }), retry: true };
      await world.clock.sleep(waitMs);
    }
  }
}

/** Protected record sets are named by the service: they go first, and the rest is tried whole; then halves. */
async function isolate(world: World, batch: ChangeBatch, error: TerminalError): Promise<Submitted> {
  const { zoneId, groups } = batch;
  const shielded = groups.filter((group) => isProtected(group, error.message));
  if (shielded.length > 0) {
    const rest = groups.filter((group) => !shielded.includes(group));
    const refused = fail(shielded, { action: 'refused', error, reason: DNS_REASON.protectedRecordSet });
    return join([
      refused,
      ...(rest.length === 0 ? [] : [await submitBatch(world, { zoneId, groups: rest })]),
    ]);
  }
  if (groups.length === 1) return refuseOne(groups, error);
  const middle = Math.ceil(groups.length / 2);
  const first = await submitBatch(world, { zoneId, groups: groups.slice(0, middle) });
  return join([first, await submitBatch(world, { zoneId, groups: groups.slice(middle) })]);
}

/**
 * A set that is no longer as it was read, or is there already: somebody (often another run of ours) was faster, and
 * nothing was overwritten. The next run looks again; it is no failure.
 */
function refuseOne(groups: readonly ChangeGroup[], error: TerminalError): Submitted {
  const outrun = OUTRUN.test(error.message);
  if (outrun) return fail(groups, { action: 'skipped', error, reason: DNS_REASON.changedMeanwhile });
  return fail(groups, { action: 'failed', error, reason: DNS_REASON.changeRefused });
}

/** The message of a protected set names it and says so: `[... name='web.example.com.' ... protected ...]`. */
function isProtected(group: ChangeGroup, message: string): boolean {
  if (!/protect/i.test(message)) return false;
  const names = new Set((message.match(/[^\s'",[\]()]+/g) ?? []).map((word) => observedName(word)));
  return group.changes.some(({ recordSet }) => names.has(observedName(recordSet.name)));
}

function fail(
  groups: readonly ChangeGroup[],
  {
    action,
    error,
    reason = error.code,
  }: { action: ReportAction; error: TransientError | TerminalError; reason?: string },
): Submitted {
  const entries = groups.map((group) => ({
    subject: `${group.zoneId}/${group.name}`,
    action,
    reason,
    message: error.message,
    ...(group.objects.length === 0 ? {} : { objects: group.objects }),
  }));
  return { entries, retry: false, accepted: [], done: [] };
}

function join(parts: readonly Submitted[]): Submitted {
  return {
    entries: parts.flatMap((part) => part.entries),
    retry: parts.some((part) => part.retry),
    accepted: parts.flatMap((part) => part.accepted),
    done: parts.flatMap((part) => part.done),
  };
}
