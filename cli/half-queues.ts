import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import type { Half } from '../manifests/identity.ts';
import type { ClusterConfiguration } from '../stack/config.ts';

/** Messages of a half, approximately, as SQS counts them. */
export interface HalfQueues {
  readonly waiting: number;
  readonly inFlight: number;
  /** Sent to be delivered later: second observations. */
  readonly delayed: number;
  readonly deadLetters: number;
}

/** The queue of each half of one cluster, and its dead letters. */
export class HalfQueueReader {
  readonly #cluster: ClusterConfiguration;
  readonly #sqs: SQSClient;

  constructor(cluster: ClusterConfiguration) {
    this.#cluster = cluster;
    this.#sqs = new SQSClient({ region: cluster.region });
  }

  async read(half: Half): Promise<HalfQueues> {
    const [queue, dead] = await Promise.all([
      this.#attributes(`sluice-${this.#cluster.name}-${half}`),
      this.#attributes(`sluice-${this.#cluster.name}-${half}-dead`),
    ]);
    return {
      waiting: Number(queue['ApproximateNumberOfMessages'] ?? 0),
      inFlight: Number(queue['ApproximateNumberOfMessagesNotVisible'] ?? 0),
      delayed: Number(queue['ApproximateNumberOfMessagesDelayed'] ?? 0),
      deadLetters: Number(dead['ApproximateNumberOfMessages'] ?? 0),
    };
  }

  /** Sends the dead letters of a half back to its queue. Resolves to how many there were. */
  async redrive(half: Half): Promise<number> {
    const dead = await this.#attributes(`sluice-${this.#cluster.name}-${half}-dead`);
    const count = Number(dead['ApproximateNumberOfMessages'] ?? 0);
    if (count > 0) await this.#sqs.send(new StartMessageMoveTaskCommand({ SourceArn: dead['QueueArn'] }));
    return count;
  }

  close(): void {
    this.#sqs.destroy();
  }

  async #attributes(QueueName: string): Promise<Readonly<Record<string, string | undefined>>> {
    const { QueueUrl } = await this.#sqs.send(new GetQueueUrlCommand({ QueueName }));
    const { Attributes = {} } = await this.#sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    return Attributes;
  }
}
