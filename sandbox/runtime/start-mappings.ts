import type { DeployedMapping } from '../aws/lambda/mappings.ts';
import type { Sqs } from '../aws/sqs/sqs.ts';
import { EVENT_SOURCE_MAPPING, type MappingProperties } from '../template/kinds/lambda.ts';
import type { ResolvedStack } from '../template/resolve-stack.ts';
import type { DeployedResource } from '../template/resource-kind.ts';
import type { Authority } from './authority.ts';
import type { ReportProblem } from './deliver.ts';
import { type RunningMapping, startMapping } from './event-source-mapping.ts';
import type { DeployedFunction } from './functions.ts';

/** Lambda's own scaling bound without MaximumConcurrency; the sandbox needs no more. */
const DEFAULT_CONCURRENCY = 5;

/** What the pollers need from the sandbox around them. */
export interface MappingsSurroundings {
  readonly sqs: Sqs;
  readonly authority: Authority;
  readonly functions: readonly DeployedFunction[];
  readonly report: ReportProblem;
}

/** A poller, and what the Lambda API calls it. */
export type DeployedPoller = RunningMapping & DeployedMapping;

/**
 * Starts the enabled event source mappings of the stack. Queues are read and emptied with the function's role.
 * @throws TypeError when the function is not in the stack, or when its timeout is longer than the visibility
 * timeout of the queue, which Lambda refuses as well
 */
export function startMappings(
  stack: ResolvedStack,
  surroundings: MappingsSurroundings,
): readonly DeployedPoller[] {
  return stack
    .resources(EVENT_SOURCE_MAPPING)
    .filter(({ properties }) => properties.Enabled)
    .map((mapping) => start(stack, mapping, surroundings));
}

function start(
  stack: ResolvedStack,
  { logicalId, ref, properties }: DeployedResource<MappingProperties>,
  { sqs, authority, functions, report }: MappingsSurroundings,
): DeployedPoller {
  const target = functions.find(
    ({ resource }) => resource.name === properties.FunctionName || resource.arn === properties.FunctionName,
  );
  if (target === undefined) {
    throw new TypeError(`${logicalId}: the template has no function ${properties.FunctionName}`);
  }
  const { name, arn, properties: settings } = target.resource;
  const QueueUrl = properties.EventSourceArn.split(':').at(-1) ?? '';
  const asFunction = () => authority.functionSession(settings.Role, name, arn).caller;
  let caller = asFunction();
  const AttributeNames = ['VisibilityTimeout'];
  const { Attributes } = sqs.call('GetQueueAttributes', { QueueUrl, AttributeNames }, caller);
  if (Number(Attributes['VisibilityTimeout']) < settings.Timeout) {
    throw new TypeError(
      `${logicalId}: the queue's visibility timeout is ${Attributes['VisibilityTimeout']} s, ` +
        `shorter than the function's timeout of ${settings.Timeout} s`,
    );
  }
  const running = startMapping({
    queueArn: properties.EventSourceArn,
    region: stack.place.region,
    batchSize: properties.BatchSize,
    maximumConcurrency: properties.ScalingConfig?.MaximumConcurrency ?? DEFAULT_CONCURRENCY,
    reportsItemFailures: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
    receive(MaxNumberOfMessages) {
      if (caller.expiresAt !== undefined && caller.expiresAt <= sqs.state.now()) caller = asFunction();
      const MessageSystemAttributeNames = ['All'];
      const request = { QueueUrl, MaxNumberOfMessages, MessageSystemAttributeNames };
      return (sqs.call('ReceiveMessage', request, caller).Messages ?? []).map((message) => ({
        Attributes: {},
        ...message,
      }));
    },
    remove({ ReceiptHandle }) {
      sqs.call('DeleteMessage', { QueueUrl, ReceiptHandle }, caller);
    },
    async invoke(event) {
      if (target.reservedConcurrency === 0) throw new Error(`${name} is throttled: it has no concurrency`);
      return await target.invoke(event);
    },
    report,
  });
  return Object.assign(running, {
    uuid: ref,
    eventSourceArn: properties.EventSourceArn,
    functionArn: arn,
    batchSize: properties.BatchSize,
    reportsItemFailures: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
    maximumConcurrency: properties.ScalingConfig?.MaximumConcurrency,
  });
}
