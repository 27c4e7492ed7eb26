import { AwsServiceError } from '../service-error.ts';
import type { StandardQueue } from './queue.ts';

/** Defaults and ranges of settable attributes (SQS API reference, SetQueueAttributes), in seconds and bytes. */
const NUMBER_ATTRIBUTES: Readonly<Record<string, readonly [standard: number, min: number, max: number]>> = {
  VisibilityTimeout: [30, 0, 43_200],
  DelaySeconds: [0, 0, 900],
  MessageRetentionPeriod: [345_600, 60, 1_209_600],
  MaximumMessageSize: [262_144, 1_024, 1_048_576],
  ReceiveMessageWaitTimeSeconds: [0, 0, 20],
};

/** A numeric attribute with its default. */
export function numberAttribute(queue: StandardQueue, name: string): number {
  return Number(queue.attributes.get(name) ?? NUMBER_ATTRIBUTES[name]?.[0]);
}

/** Throws InvalidAttributeValue for numbers out of range and InvalidAttributeName for names SQS does not know. */
export function checkAttributes(attributes: Readonly<Record<string, string>>): void {
  const others = ['RedrivePolicy', 'RedriveAllowPolicy', 'Policy', 'SqsManagedSseEnabled', 'KmsMasterKeyId'];
  for (const [name, value] of Object.entries(attributes)) {
    const bounds = NUMBER_ATTRIBUTES[name];
    if (bounds === undefined && !others.includes(name) && name !== 'KmsDataKeyReusePeriodSeconds') {
      throw new AwsServiceError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    }
    if (bounds === undefined) continue;
    const [, min, max] = bounds;
    if (!/^\d+$/.test(value) || Number(value) < min || Number(value) > max) {
      throw new AwsServiceError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
    }
  }
}
