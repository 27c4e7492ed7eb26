import { AwsServiceError } from '../service-error.ts';
import type { SqsState, StandardQueue } from './queue.ts';

/**
 * Sends the messages of a dead-letter queue back to the queues they came from. AWS takes its time; here it is done
 * when it is asked for. Messages keep their ids and begin with a receive count of 0.
 */
export function startMessageMoveTask(
  state: SqsState,
  { SourceArn }: { readonly SourceArn: string },
): { TaskHandle: string } {
  const source = [...state.queues.values()].find(({ arn }) => arn === SourceArn);
  if (source === undefined) {
    throw new AwsServiceError('ResourceNotFoundException', 'The resource that you specified does not exist.');
  }
  const target = [...state.queues.values()].find((queue) => deadLettersOf(queue) === SourceArn);
  if (target === undefined) {
    throw new AwsServiceError(
      'InvalidParameterValue',
      'Source queue must be configured as a Dead Letter Queue.',
    );
  }
  for (const [id, message] of source.messages) {
    const back = {
      visibleAt: state.now(),
      receiveCount: 0,
      firstReceivedAt: undefined,
      receiptHandle: undefined,
    };
    target.messages.set(id, { ...message, ...back });
  }
  source.messages.clear();
  state.arrival?.(target, state.now());
  return { TaskHandle: Buffer.from(SourceArn).toString('base64') };
}

function deadLettersOf({ attributes }: StandardQueue): string | undefined {
  const policy = attributes.get('RedrivePolicy');
  if (policy === undefined) return undefined;
  return (JSON.parse(policy) as { readonly deadLetterTargetArn?: string }).deadLetterTargetArn;
}
