import { AwsServiceError } from '../service-error.ts';
import type { FunctionRegistry } from './lambda.ts';

/** A poller between a queue and a function, as the Lambda API shows and switches it. */
export interface DeployedMapping {
  readonly uuid: string;
  readonly eventSourceArn: string;
  readonly functionArn: string;
  readonly batchSize: number;
  readonly reportsItemFailures: boolean;
  readonly maximumConcurrency: number | undefined;
  /** Off: nothing is received, and what is under way ends. */
  enabled: boolean;
}

/** Those of one function, or all. */
export function listEventSourceMappings(
  registry: FunctionRegistry,
  request: { readonly FunctionName?: string },
): { EventSourceMappings: Record<string, unknown>[] } {
  const { FunctionName: name } = request;
  const isAsked = ({ functionArn }: DeployedMapping): boolean =>
    name === undefined || functionArn === name || functionArn.endsWith(`:function:${name}`);
  return { EventSourceMappings: registry.mappings().filter(isAsked).map(describeMapping) };
}

/** Switches one on or off; AWS says Enabling or Disabling first, which nobody here needs to await. */
export function updateEventSourceMapping(
  registry: FunctionRegistry,
  { UUID, Enabled }: { readonly UUID: string; readonly Enabled?: boolean },
): Record<string, unknown> {
  const mapping = registry.mappings().find(({ uuid }) => uuid === UUID);
  if (mapping === undefined) {
    throw new AwsServiceError(
      'ResourceNotFoundException',
      `event source mapping ${UUID} does not exist`,
      404,
    );
  }
  mapping.enabled = Enabled ?? mapping.enabled;
  return describeMapping(mapping);
}

function describeMapping({
  uuid,
  eventSourceArn,
  functionArn,
  batchSize,
  reportsItemFailures,
  maximumConcurrency,
  enabled,
}: DeployedMapping): Record<string, unknown> {
  return {
    UUID: uuid,
    EventSourceArn: eventSourceArn,
    FunctionArn: functionArn,
    BatchSize: batchSize,
    // The template's schema takes no other.
    MaximumBatchingWindowInSeconds: 0,
    FunctionResponseTypes: reportsItemFailures ? ['ReportBatchItemFailures'] : [],
    ...(maximumConcurrency === undefined
      ? {}
      : { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }),
    State: enabled ? 'Enabled' : 'Disabled',
  };
}
