import { randomUUID } from 'node:crypto';
import type { FunctionProperties } from '../template/kinds/lambda.ts';
import type { DeployedResource } from '../template/resource-kind.ts';
import type { SandboxClock } from './clock.ts';
import { type ContainerResult, FunctionContainer } from './function-container.ts';

/** Temporary credentials of a function's role, as Lambda puts them into the environment. */
export interface FunctionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Ms since the epoch, sandbox time. */
  readonly expiresAt: number;
}

/** What a function needs from the sandbox around it. */
export interface FunctionSurroundings {
  readonly clock: SandboxClock;
  readonly region: string;
  /** Base URL of the sandbox's AWS: `AWS_ENDPOINT_URL`. */
  readonly endpoint: string;
  /** Directory of the code, by S3 key. */
  readonly assets: ReadonlyMap<string, string>;
  /** A session of the function's role; throws when the role does not trust Lambda. */
  issueCredentials(resource: DeployedResource<FunctionProperties>): FunctionCredentials;
  /** A line the function printed, or the platform wrote about it. */
  writeLog(resource: DeployedResource<FunctionProperties>, text: string): void;
}

/** Outcome of one invocation, in the terms of the Invoke API. */
export interface InvocationOutcome {
  /** The answer as JSON: the handler's result, or `{errorType, errorMessage}`. */
  readonly payload: string;
  /** `Unhandled` when the function failed. */
  readonly functionError?: 'Unhandled';
}

interface Container {
  readonly process: FunctionContainer;
  readonly expiresAt: number;
  busy: boolean;
}

/** One deployed function and its containers: warm ones are used again, a new one is started when all are busy. */
export class DeployedFunction {
  readonly resource: DeployedResource<FunctionProperties>;
  /** As the Lambda API sets it; with 0 nothing runs. */
  reservedConcurrency: number | undefined;
  readonly #surroundings: FunctionSurroundings;
  readonly #taskRoot: string;
  #containers: Container[] = [];
  #coldStarts = 0;

  /** @throws TypeError when the asset of its code is not part of the synthesized output */
  constructor(resource: DeployedResource<FunctionProperties>, surroundings: FunctionSurroundings) {
    const { S3Key } = resource.properties.Code;
    const taskRoot = surroundings.assets.get(S3Key);
    if (taskRoot === undefined) throw new TypeError(`${resource.logicalId}: no asset for the code ${S3Key}`);
    this.resource = resource;
    this.#surroundings = surroundings;
    this.#taskRoot = taskRoot;
  }

  /** Containers started so far. */
  get coldStarts(): number {
    return this.#coldStarts;
  }

  /** Runs the function once. A function that fails, or whose role Lambda cannot assume, is an outcome, too. */
  async invoke(event: unknown): Promise<InvocationOutcome> {
    const requestId = randomUUID();
    const started = performance.now();
    const result = await this.#run(requestId, event);
    this.#reportEnd(result, requestId, performance.now() - started);
    return result.ok
      ? { payload: result.payload }
      : { payload: JSON.stringify(result.error), functionError: 'Unhandled' };
  }

  /** Where its lines go. */
  get logGroup(): string {
    return this.resource.properties.LoggingConfig?.LogGroup ?? `/aws/lambda/${this.resource.name}`;
  }

  /** Ends all containers. */
  async close(): Promise<void> {
    await Promise.all(this.#containers.map(({ process }) => process.close()));
    this.#containers = [];
  }

  async #run(requestId: string, event: unknown): Promise<ContainerResult> {
    let container: Container;
    try {
      container = this.#takeContainer();
    } catch (error) {
      const errorMessage = error instanceof Error ? error.message : String(error);
      return { ok: false, error: { errorType: 'AccessDeniedException', errorMessage } };
    }
    const result = await container.process.invoke({
      requestId,
      event: JSON.stringify(event),
      functionName: this.resource.name,
      functionArn: this.resource.arn,
      memoryMb: this.resource.properties.MemorySize,
      timeoutMs: this.resource.properties.Timeout * 1000,
      logGroup: this.logGroup,
    });
    container.busy = false;
    this.#containers = this.#containers.filter(({ process }) => process.alive);
    return result;
  }

  #takeContainer(): Container {
    const timeoutMs = this.resource.properties.Timeout * 1000;
    const usableUntil = this.#surroundings.clock.now() + timeoutMs;
    for (const idle of this.#containers.filter(({ busy }) => !busy)) {
      if (idle.expiresAt > usableUntil) {
        idle.busy = true;
        return idle;
      }
      void idle.process.close();
    }
    this.#containers = this.#containers.filter(({ process }) => process.alive);
    const started = this.#startContainer();
    this.#containers.push(started);
    return started;
  }

  #startContainer(): Container {
    this.#coldStarts += 1;
    const credentials = this.#surroundings.issueCredentials(this.resource);
    const process = new FunctionContainer({
      taskRoot: this.#taskRoot,
      handler: this.resource.properties.Handler,
      clockOffset: this.#surroundings.clock.offset,
      environment: this.#environment(credentials),
      memoryMb: this.resource.properties.MemorySize,
      onLine: (text) => this.#surroundings.writeLog(this.resource, text),
    });
    return { process, busy: true, expiresAt: credentials.expiresAt };
  }

  #environment(credentials: FunctionCredentials): Readonly<Record<string, string>> {
    const { Environment, Handler, MemorySize } = this.resource.properties;
    const { region, endpoint } = this.#surroundings;
    return {
      ...Environment.Variables,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_LAMBDA_FUNCTION_NAME: this.resource.name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
      AWS_LAMBDA_LOG_GROUP_NAME: this.logGroup,
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      LAMBDA_TASK_ROOT: this.#taskRoot,
      _HANDLER: Handler,
      TZ: ':UTC',
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
      // The one difference from Lambda: the SDK talks to the sandbox.
      AWS_ENDPOINT_URL: endpoint,
    };
  }

  #reportEnd(result: ContainerResult, requestId: string, durationMs: number): void {
    if (!result.ok) this.#surroundings.writeLog(this.resource, JSON.stringify(result.error));
    const text = `REPORT RequestId: ${requestId} Duration: ${durationMs.toFixed(1)} ms`;
    this.#surroundings.writeLog(this.resource, text);
  }
}
