import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { GetScheduleCommand, SchedulerClient, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import type { Half } from '../manifests/identity.ts';
import { identityOf } from '../manifests/identity.ts';
import type { ClusterConfiguration } from '../stack/config.ts';

/** Whether a half works, and each of the three switches that decide it. */
export interface HalfSwitches {
  readonly half: Half;
  /** Text of the deployed function, which ends with its mode. */
  readonly description: string;
  /** When its code was last deployed, as AWS tells it. */
  readonly deployedAt: string | undefined;
  /** Invocations are refused: a reserved concurrency of 0, which no deployment takes away. */
  readonly refusesInvokes: boolean;
  readonly pollsQueue: boolean;
  readonly sweeps: boolean;
}

/** Reads and sets what stops the halves of one cluster. */
export class HalfControl {
  readonly #cluster: ClusterConfiguration;
  readonly #lambda: LambdaClient;
  readonly #scheduler: SchedulerClient;

  constructor(cluster: ClusterConfiguration) {
    this.#cluster = cluster;
    this.#lambda = new LambdaClient({ region: cluster.region });
    this.#scheduler = new SchedulerClient({ region: cluster.region });
  }

  async read(half: Half): Promise<HalfSwitches> {
    const { functionName: FunctionName } = identityOf(this.#cluster, half);
    const [{ Configuration }, { ReservedConcurrentExecutions }, mappings, schedule] = await Promise.all([
      this.#lambda.send(new GetFunctionCommand({ FunctionName })),
      this.#lambda.send(new GetFunctionConcurrencyCommand({ FunctionName })),
      this.#mappings(FunctionName),
      this.#schedule(half),
    ]);
    return {
      half,
      description: Configuration?.Description ?? '',
      deployedAt: Configuration?.LastModified,
      refusesInvokes: ReservedConcurrentExecutions === 0,
      pollsQueue: mappings.length > 0 && mappings.every(({ State }) => State?.startsWith('Enabl') === true),
      sweeps: schedule.State === 'ENABLED',
    };
  }

  /** Stops a half: the poller and the schedule first, so that nothing fails against the refusal of invocations. */
  async pause(half: Half): Promise<void> {
    const { functionName: FunctionName } = identityOf(this.#cluster, half);
    await this.#poll(FunctionName, false);
    await this.#sweep(half, 'DISABLED');
    await this.#lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }),
    );
  }

  /** Starts it again, the other way round. */
  async resume(half: Half): Promise<void> {
    const { functionName: FunctionName } = identityOf(this.#cluster, half);
    await this.#lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    await this.#poll(FunctionName, true);
    await this.#sweep(half, 'ENABLED');
  }

  close(): void {
    this.#lambda.destroy();
    this.#scheduler.destroy();
  }

  async #mappings(FunctionName: string) {
    const { EventSourceMappings = [] } = await this.#lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName }),
    );
    return EventSourceMappings;
  }

  async #poll(FunctionName: string, Enabled: boolean): Promise<void> {
    for (const { UUID } of await this.#mappings(FunctionName))
      await this.#lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
  }

  async #schedule(half: Half) {
    const Name = `sluice-${this.#cluster.name}-${half}-sweep`;
    return await this.#scheduler.send(new GetScheduleCommand({ Name }));
  }

  /** An update replaces the whole schedule, so all of it is sent back. */
  async #sweep(half: Half, State: 'ENABLED' | 'DISABLED'): Promise<void> {
    const {
      $metadata: _metadata,
      Arn: _arn,
      CreationDate: _created,
      ...schedule
    } = await this.#schedule(half);
    const { LastModificationDate: _modified, ...settings } = schedule;
    const { Name, ScheduleExpression, FlexibleTimeWindow, Target } = settings;
    await this.#scheduler.send(
      new UpdateScheduleCommand({ ...settings, Name, ScheduleExpression, FlexibleTimeWindow, Target, State }),
    );
  }
}
