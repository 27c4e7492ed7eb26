import type { AuthorizationRequest } from '../iam/policy.ts';
import type { SqsState } from './queue.ts';

/** The action on the queue; batches are authorised as their single form. */
export function sqsRequests(
  state: SqsState,
  action: string,
  params: Readonly<Record<string, unknown>>,
): readonly AuthorizationRequest[] {
  const given =
    params['QueueName'] ??
    String(params['QueueUrl'] ?? '*')
      .split('/')
      .at(-1);
  const resource = `arn:aws:sqs:${state.region}:${state.account}:${given}`;
  return [{ action: `sqs:${action.replace(/Batch$/, '')}`, resource, context: {} }];
}
