import type { SandboxAws } from '../aws/aws.ts';
import { createCloudWatch } from '../aws/cloudwatch/cloudwatch.ts';
import { createLambda } from '../aws/lambda/lambda.ts';
import { createLogs } from '../aws/logs/logs.ts';
import { createScheduler } from '../aws/scheduler/scheduler.ts';
import { hooksFor } from '../aws/service-hooks.ts';
import type { ResolvedStack } from '../template/resolve-stack.ts';
import { arnOf } from '../template/resource-kind.ts';
import { Authority } from './authority.ts';
import type { SandboxClock } from './clock.ts';
import type { ReportProblem } from './deliver.ts';
import { deployAccessEntries } from './deploy-access-entries.ts';
import { forwarder } from './deploy-forwarding.ts';
import { deployFunctions, registryOf } from './deploy-functions.ts';
import { deployQueues } from './deploy-queues.ts';
import { deployRoles } from './deploy-roles.ts';
import { deployRules } from './deploy-rules.ts';
import { serveFunctionUrls } from './function-urls.ts';
import type { DeployedFunction } from './functions.ts';
import type { LogGroups } from './log-groups.ts';
import { createMetricSource } from './metric-source.ts';
import { type Scheduler, startScheduler } from './scheduler.ts';
import { startMappings } from './start-mappings.ts';

/** What a stack runs on. */
export interface StackSurroundings {
  readonly aws: SandboxAws;
  readonly clock: SandboxClock;
  readonly logs: LogGroups;
  readonly report: ReportProblem;
}

/** A deployed stack at work. */
export interface RunningStack {
  readonly functions: readonly DeployedFunction[];
  readonly scheduler: Scheduler;
  /** True when no message waits to be received and no batch is under way; delayed messages do not count. */
  isIdle(): boolean;
  /** Stops schedules and pollers and ends the functions, whatever they are doing. */
  close(): Promise<void>;
}

/**
 * Deploys a resolved stack into the sandbox's AWS, from nothing but its resources: roles, queues, rules,
 * functions, schedules and mappings. What the template does not have does not happen.
 * @throws TypeError or AwsServiceError naming what cannot be deployed
 */
export function startStack(stack: ResolvedStack, surroundings: StackSurroundings): RunningStack {
  const { aws, clock, report } = surroundings;
  const { sqs, events } = aws.in(stack.place.region, stack.place.account);
  const { roles, credentials } = aws;
  const authority = new Authority({ account: stack.place.account, roles, credentials, sqs });
  deployRoles(stack, roles);
  deployAccessEntries(stack, aws.in(stack.place.region, stack.place.account).eks);
  deployQueues(stack, sqs);
  deployRules(stack, events, {
    sendAs: (sourceArn) => authority.sendAsService({ service: 'events.amazonaws.com', sourceArn }),
    forward: forwarder(aws, authority),
    report,
  });
  const functions = deployFunctions(stack, { ...surroundings, authority });
  aws.lambda = createLambda(
    registryOf(functions, () => mappings),
    lambdaHooks(stack, aws),
  );
  aws.functionUrl = serveFunctionUrls(stack, functions);
  const mappings = startMappings(stack, { sqs, authority, functions, report });
  const scheduler = startScheduler(stack, {
    clock,
    sendAs: (roleArn, sourceArn) =>
      authority.sendAsRole(roleArn, { service: 'scheduler.amazonaws.com', sourceArn }),
    report,
  });
  aws.logs = createLogs(surroundings.logs, logsHooks(stack, aws));
  aws.cloudWatch = createCloudWatch(
    createMetricSource(surroundings.logs, sqs),
    hooksFor(aws, {
      service: 'monitoring',
      region: stack.place.region,
      requests: (action) => [{ action: `cloudwatch:${action}`, resource: '*', context: {} }],
    }),
  );
  aws.scheduler = createScheduler({ list: () => scheduler.schedules }, schedulerHooks(stack, aws));
  const isPolled = (arn: string): boolean =>
    mappings.some(({ eventSourceArn, enabled }) => enabled && eventSourceArn === arn);
  const hasVisibleMessage = (): boolean =>
    [...sqs.state.queues.values()].some(
      ({ arn, messages }) =>
        isPolled(arn) && [...messages.values()].some(({ visibleAt }) => visibleAt <= clock.now()),
    );
  return {
    functions,
    scheduler,
    isIdle: () => !hasVisibleMessage() && mappings.every(({ inFlight }) => inFlight === 0),
    async close() {
      scheduler.stop();
      await Promise.all([...mappings.map((each) => each.stop()), ...functions.map((each) => each.close())]);
    },
  };
}

/** Switching schedules under the sandbox's IAM. */
function schedulerHooks({ place }: ResolvedStack, aws: SandboxAws) {
  return hooksFor(aws, {
    service: 'scheduler',
    region: place.region,
    requests: (action, { Name }) => [
      {
        action: `scheduler:${action}`,
        resource: arnOf(place, 'scheduler', `schedule/default/${String(Name)}`),
        context: {},
      },
    ],
  });
}

/** Reading logs under the sandbox's IAM. */
function logsHooks({ place }: ResolvedStack, aws: SandboxAws) {
  return hooksFor(aws, {
    service: 'logs',
    region: place.region,
    requests: (action, { logGroupName }) => [
      {
        action: `logs:${action}`,
        resource: arnOf(place, 'logs', `log-group:${String(logGroupName)}:*`),
        context: {},
      },
    ],
  });
}

/** The Invoke API under the sandbox's IAM: `lambda:InvokeFunction` on the function. */
function lambdaHooks({ place }: ResolvedStack, aws: SandboxAws) {
  return hooksFor(aws, {
    service: 'lambda',
    region: place.region,
    requests: (action, { FunctionName }) => [
      {
        action: action === 'Invoke' ? 'lambda:InvokeFunction' : `lambda:${action}`,
        resource: arnOf(place, 'lambda', `function:${String(FunctionName).split(':').at(-1)}`),
        context: {},
      },
    ],
  });
}
