import { AwsService, type ServiceHooks } from '../service.ts';
import { AwsServiceError } from '../service-error.ts';

/** A schedule as EventBridge Scheduler's API shows it, and its switch. */
export interface DeployedSchedule {
  readonly name: string;
  readonly groupName: string;
  readonly expression: string;
  readonly target: { readonly Arn: string; readonly RoleArn: string; readonly Input?: string | undefined };
  enabled: boolean;
}

/** The schedules of one account and region: the template runtime. */
export interface ScheduleRegistry {
  list(): readonly DeployedSchedule[];
}

const OPERATIONS = { GetSchedule: getSchedule, UpdateSchedule: updateSchedule };

/** `call('UpdateSchedule', ...)`; only a schedule's state can be changed. */
export type Scheduler = AwsService<ScheduleRegistry, typeof OPERATIONS>;

export function createScheduler(registry: ScheduleRegistry, hooks: ServiceHooks): Scheduler {
  return new AwsService(OPERATIONS, registry, hooks);
}

interface Named {
  readonly Name: string;
}

interface ScheduleOutput {
  readonly Name: string;
  readonly GroupName: string;
  readonly ScheduleExpression: string;
  readonly FlexibleTimeWindow: { readonly Mode: 'OFF' };
  readonly State: 'ENABLED' | 'DISABLED';
  readonly Target: DeployedSchedule['target'];
}

function getSchedule(registry: ScheduleRegistry, request: Named): ScheduleOutput {
  const { name, groupName, expression, target, enabled } = requireSchedule(registry, request);
  return {
    Name: name,
    GroupName: groupName,
    ScheduleExpression: expression,
    FlexibleTimeWindow: { Mode: 'OFF' },
    State: enabled ? 'ENABLED' : 'DISABLED',
    Target: target,
  };
}

/** AWS replaces the whole schedule by what it is given, so everything that is not its state must be repeated. */
function updateSchedule(
  registry: ScheduleRegistry,
  request: Named & Partial<ScheduleOutput>,
): { ScheduleArn: string } {
  const schedule = requireSchedule(registry, request);
  const { ScheduleExpression, Target, State = 'ENABLED' } = request;
  const isSame = ScheduleExpression === schedule.expression && Target?.Arn === schedule.target.Arn;
  if (!isSame || Target?.Input !== schedule.target.Input) {
    throw new AwsServiceError(
      'ValidationException',
      'the sandbox changes nothing of a schedule but its state',
    );
  }
  schedule.enabled = State === 'ENABLED';
  return { ScheduleArn: `arn:aws:scheduler:::schedule/${schedule.groupName}/${schedule.name}` };
}

function requireSchedule(registry: ScheduleRegistry, { Name }: Named): DeployedSchedule {
  const found = registry.list().find(({ name }) => name === Name);
  if (found !== undefined) return found;
  throw new AwsServiceError('ResourceNotFoundException', `Schedule ${Name} does not exist.`, 404);
}
