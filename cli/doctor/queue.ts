import { type EventSourceMappingConfiguration, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { type Half, identityOf } from '../../manifests/identity.ts';
import { formatArn } from '../../stack/permissions/arn.ts';
import type { Doctor } from './doctor.ts';
import type { Finding, Link } from './finding.ts';
import { isPaused, whilePaused } from './paused.ts';
import { checkRules } from './rules.ts';
import { checkSweeps } from './sweeps.ts';

/** How work reaches the functions: rules, schedule, queue, poller. */
export const QUEUE: Link = {
  name: 'queue',
  needs: ['account', 'function'],
  checks: { queues: checkQueues, mappings: checkMappings, sweeps: checkSweeps, rules: checkRules },
};

async function checkQueues(doctor: Doctor): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const half of doctor.halves) {
    const name = `sluice-${doctor.cluster.name}-${half}`;
    const [queue, dead] = await Promise.all([readQueue(doctor, name), readQueue(doctor, `${name}-dead`)]);
    findings.push(judgeQueue(half, { name, queue, dead }, doctor));
  }
  return findings;
}

type Attributes = Readonly<Record<string, string | undefined>>;

/** Undefined when there is no such queue. */
async function readQueue({ account }: Doctor, QueueName: string): Promise<Attributes | undefined> {
  try {
    const { QueueUrl } = await account.sqs.send(new GetQueueUrlCommand({ QueueName }));
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
    return (await account.sqs.send(command)).Attributes ?? {};
  } catch (error) {
    if (error instanceof Error && /NonExistentQueue|QueueDoesNotExist/.test(error.name)) return undefined;
    throw error;
  }
}

/** A queue with somewhere to put what fails, and nothing there. */
export function judgeQueue(
  half: Half,
  read: {
    readonly name: string;
    readonly queue: Attributes | undefined;
    readonly dead: Attributes | undefined;
  },
  { deploy, sluice }: Pick<Doctor, 'deploy' | 'sluice'>,
): Finding {
  const { name, queue, dead } = read;
  const check = `${half} queue`;
  const missing = queue === undefined ? name : dead === undefined ? `${name}-dead` : undefined;
  if (missing !== undefined)
    return { check, outcome: 'failed', said: `there is no queue ${missing}`, fix: deploy };
  if (!String(queue?.['RedrivePolicy'] ?? '').includes(`${name}-dead`)) {
    const said = `what fails on ${name} goes nowhere: it names no dead-letter queue`;
    return { check, outcome: 'failed', said, fix: deploy };
  }
  const letters = Number(dead?.['ApproximateNumberOfMessages'] ?? 0);
  const waiting = Number(queue?.['ApproximateNumberOfMessages'] ?? 0);
  if (letters > 0) {
    const said = `about ${letters} dead letters; "sluice status" and the log say why`;
    return { check, outcome: 'warn', said, fix: sluice(`redrive ${half}`) };
  }
  return { check, outcome: 'ok', said: `${name}, ${waiting} waiting, no dead letters` };
}

async function checkMappings(doctor: Doctor): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const half of doctor.halves) {
    const { functionName: FunctionName } = identityOf(doctor.cluster, half);
    const { EventSourceMappings = [] } = await doctor.account.lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName }),
    );
    const queueArn = formatArn('sqs', doctor.cluster, `sluice-${doctor.cluster.name}-${half}`);
    const mapping = EventSourceMappings.find(({ EventSourceArn }) => EventSourceArn === queueArn);
    const finding = judgeMapping(mapping, half, doctor);
    findings.push((await isPaused(doctor, half)) ? whilePaused(finding) : finding);
  }
  return findings;
}

/** On, handing on at once, and giving back what failed message by message (reference: aws 2.2). */
export function judgeMapping(
  mapping: EventSourceMappingConfiguration | undefined,
  half: Half,
  { deploy, sluice }: Pick<Doctor, 'deploy' | 'sluice'>,
): Finding {
  const check = `${half} mapping`;
  if (mapping === undefined)
    return { check, outcome: 'failed', said: 'nothing polls the queue for the function', fix: deploy };
  const { State = '', StateTransitionReason = '', LastProcessingResult = '' } = mapping;
  if (!State.startsWith('Enabl')) {
    const said = `the queue is not polled: the mapping is ${State}`;
    const why = /User|^$/.test(StateTransitionReason) ? '' : ` (${StateTransitionReason})`;
    return { check, outcome: 'failed', said: said + why, fix: sluice(`resume ${half}`) };
  }
  if (/PROBLEM/i.test(LastProcessingResult))
    return { check, outcome: 'failed', said: `polling fails: ${LastProcessingResult}`, fix: deploy };
  const window = mapping.MaximumBatchingWindowInSeconds ?? 0;
  if (window > 0) {
    const said = `a batching window of ${window} s holds a message up to 20 s on a quiet queue; it has to be 0`;
    return { check, outcome: 'failed', said, fix: deploy };
  }
  if (mapping.FunctionResponseTypes?.includes('ReportBatchItemFailures') !== true) {
    const said = 'a batch fails as a whole: the mapping does not take ReportBatchItemFailures';
    return { check, outcome: 'failed', said, fix: deploy };
  }
  return { check, outcome: 'ok', said: `enabled, batches of ${mapping.BatchSize ?? 10}, window 0` };
}
