import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import {
  GetFunctionCommand,
  type GetFunctionCommandOutput,
  GetFunctionConcurrencyCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';

/** A deployed function, as far as it is judged. */
export interface DeployedFunction extends NonNullable<GetFunctionCommandOutput['Configuration']> {
  /** A reserved concurrency of 0: `sluice pause`. */
  readonly isPaused: boolean;
}

/** The AWS account, with the credentials of whoever runs the command. */
export class AccountReader {
  readonly iam: IAMClient;
  readonly lambda: LambdaClient;
  readonly route53: Route53Client;
  readonly scheduler: SchedulerClient;
  readonly sqs: SQSClient;
  readonly ssm: SSMClient;
  readonly sts: STSClient;
  readonly #events = new Map<string, EventBridgeClient>();
  readonly #functions = new Map<string, Promise<DeployedFunction | undefined>>();

  /** @param region of the cluster's stack */
  constructor(region: string) {
    const settings = { region, maxAttempts: 2 };
    this.iam = new IAMClient(settings);
    this.lambda = new LambdaClient(settings);
    this.route53 = new Route53Client(settings);
    this.scheduler = new SchedulerClient(settings);
    this.sqs = new SQSClient(settings);
    this.ssm = new SSMClient(settings);
    this.sts = new STSClient(settings);
  }

  /** Events are seen in their own region only. */
  events(region: string): EventBridgeClient {
    const client = this.#events.get(region) ?? new EventBridgeClient({ region, maxAttempts: 2 });
    this.#events.set(region, client);
    return client;
  }

  /** Undefined when there is none of that name. Asked once. */
  function(name: string): Promise<DeployedFunction | undefined> {
    const read = this.#functions.get(name) ?? this.#readFunction(name);
    this.#functions.set(name, read);
    return read;
  }

  close(): void {
    const { iam, lambda, route53, scheduler, sqs, ssm, sts } = this;
    for (const client of [iam, lambda, route53, scheduler, sqs, ssm, sts, ...this.#events.values()])
      client.destroy();
  }

  async #readFunction(FunctionName: string): Promise<DeployedFunction | undefined> {
    try {
      const { Configuration } = await this.lambda.send(new GetFunctionCommand({ FunctionName }));
      const { ReservedConcurrentExecutions } = await this.lambda.send(
        new GetFunctionConcurrencyCommand({ FunctionName }),
      );
      return { ...Configuration, isPaused: ReservedConcurrentExecutions === 0 };
    } catch (error) {
      if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  }
}
