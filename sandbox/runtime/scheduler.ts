import type { DeployedSchedule } from '../aws/scheduler/scheduler.ts';
import { SCHEDULE } from '../template/kinds/scheduler.ts';
import type { ResolvedStack } from '../template/resolve-stack.ts';
import type { SandboxClock } from './clock.ts';
import { deliver, type ReportProblem, type SendToQueue } from './deliver.ts';
import { scheduleRateMs } from './schedule-rate.ts';

/** How often the schedules are looked at, in real time. */
const TICK_MS = 100;

/** What the scheduler needs from the sandbox around it. */
export interface SchedulerSurroundings {
  readonly clock: SandboxClock;
  /** Sends with the schedule's role, assumed by `scheduler.amazonaws.com` on behalf of the schedule group. */
  sendAs(roleArn: string, scheduleArn: string): SendToQueue;
  readonly report: ReportProblem;
}

/** EventBridge Scheduler with the schedules of the template. */
export interface Scheduler {
  /** Fires what is due; called by itself every 100 ms and at every advance of the clock. */
  tick(): void;
  /** When the next enabled schedule fires (ms since the epoch); undefined when there is none. */
  nextAt(): number | undefined;
  /** As EventBridge Scheduler's API shows and switches them. */
  readonly schedules: readonly DeployedSchedule[];
  stop(): void;
}

/**
 * Starts the schedules: each fires one period after the start, then every period of sandbox time. An advance over
 * several periods fires each of them, in order.
 * @throws TypeError when a target is not a queue
 */
export function startScheduler(stack: ResolvedStack, surroundings: SchedulerSurroundings): Scheduler {
  const { clock } = surroundings;
  const startedAt = clock.now();
  const timers = stack.resources(SCHEDULE).map((schedule) => {
    const periodMs = scheduleRateMs(schedule.properties.ScheduleExpression);
    const { Arn } = schedule.properties.Target;
    if (!Arn.startsWith('arn:aws:sqs:')) {
      throw new TypeError(`${schedule.logicalId}: the sandbox schedules messages to queues only, got ${Arn}`);
    }
    return { schedule, periodMs, nextAt: startedAt + periodMs, state: stateOf(schedule) };
  });
  const tick = (): void => {
    for (const timer of timers) {
      for (; timer.nextAt <= clock.now(); timer.nextAt += timer.periodMs) {
        if (timer.state.enabled) fire(timer.schedule, timer.nextAt, surroundings);
      }
    }
  };
  const interval = setInterval(tick, TICK_MS);
  const stopListening = clock.onAdvance(tick);
  return {
    tick,
    nextAt() {
      const due = timers.filter(({ state }) => state.enabled).map((timer) => timer.nextAt);
      return due.length === 0 ? undefined : Math.min(...due);
    },
    schedules: timers.map(({ state }) => state),
    stop() {
      clearInterval(interval);
      stopListening();
    },
  };
}

function stateOf({ name, properties }: Schedule): DeployedSchedule {
  const { GroupName: groupName, ScheduleExpression: expression, State } = properties;
  const { Arn, RoleArn, Input } = properties.Target;
  return { name, groupName, expression, target: { Arn, RoleArn, Input }, enabled: State === 'ENABLED' };
}

type Schedule = ReturnType<typeof schedulesOf>[number];

function schedulesOf(stack: ResolvedStack) {
  return stack.resources(SCHEDULE);
}

function fire(
  { name, arn, properties }: Schedule,
  scheduledAt: number,
  { sendAs, report }: SchedulerSurroundings,
): void {
  const { Arn, RoleArn, Input, DeadLetterConfig } = properties.Target;
  const delivery = {
    from: `schedule ${name}`,
    queueArn: Arn,
    deadLetterArn: DeadLetterConfig?.Arn,
    body: substituteContext(Input ?? '{}', arn, scheduledAt),
  };
  deliver(delivery, sendAs(RoleArn, arn), report);
}

/** The context attributes of EventBridge Scheduler that our input may use; times have second resolution. */
function substituteContext(input: string, scheduleArn: string, scheduledAt: number): string {
  const time = new Date(scheduledAt).toISOString().replace(/\.\d+Z$/, 'Z');
  return input
    .replaceAll('<aws.scheduler.scheduled-time>', time)
    .replaceAll('<aws.scheduler.schedule-arn>', scheduleArn);
}
