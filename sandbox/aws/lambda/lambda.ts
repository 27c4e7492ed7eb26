import type { ServiceHooks } from '../service.ts';
import { AwsService } from '../service.ts';
import { AwsServiceError } from '../service-error.ts';
import { deleteFunctionConcurrency, getFunctionConcurrency, putFunctionConcurrency } from './concurrency.ts';
import { type DeployedMapping, listEventSourceMappings, updateEventSourceMapping } from './mappings.ts';

/** A function as GetFunction shows it, and its way in. */
export interface DeployedFunction {
  readonly name: string;
  readonly arn: string;
  readonly role: string;
  readonly runtime: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly description: string;
  /** As the template has it. */
  readonly vpc?:
    | { readonly SubnetIds?: readonly string[]; readonly SecurityGroupIds?: readonly string[] }
    | undefined;
  /** With 0 every invocation is throttled; undefined: as many as there are. */
  reservedConcurrency: number | undefined;
  /** Runs one invocation with a JSON payload; an error of the handler is an answer, not a rejection. */
  invoke(
    payload: string,
  ): Promise<{ readonly payload: string; readonly functionError?: 'Unhandled' | 'Handled' }>;
}

/** Where functions live: the template runtime. */
export interface FunctionRegistry {
  list(): readonly DeployedFunction[];
  /** The pollers that feed them. */
  mappings(): readonly DeployedMapping[];
}

export interface InvokeRequest {
  /** Name, or ARN with or without qualifier. */
  readonly FunctionName: string;
  readonly InvocationType?: string;
  readonly Payload?: string;
}

export interface InvokeOutput {
  readonly StatusCode: number;
  readonly FunctionError?: string;
  readonly Payload?: string;
}

const OPERATIONS = {
  Invoke: invoke,
  GetFunction: getFunction,
  ListFunctions: listFunctions,
  PutFunctionConcurrency: putFunctionConcurrency,
  GetFunctionConcurrency: getFunctionConcurrency,
  DeleteFunctionConcurrency: deleteFunctionConcurrency,
  ListEventSourceMappings: listEventSourceMappings,
  UpdateEventSourceMapping: updateEventSourceMapping,
};

/** `call('Invoke', { FunctionName, Payload })`; the result of Invoke is a promise. */
export type Lambda = AwsService<FunctionRegistry, typeof OPERATIONS>;

/** The Invoke API over a registry of functions. */
export function createLambda(registry: FunctionRegistry, hooks: ServiceHooks): Lambda {
  return new AwsService(OPERATIONS, registry, hooks);
}

/** The function that a name or ARN means; throws ResourceNotFoundException. */
export function requireFunction(registry: FunctionRegistry, given: string): DeployedFunction {
  const name = /function:([^:]+)/.exec(given)?.[1] ?? given.split(':')[0];
  const found = registry.list().find((candidate) => candidate.name === name);
  if (found === undefined) {
    throw new AwsServiceError('ResourceNotFoundException', `Function not found: ${given}`, 404);
  }
  return found;
}

async function invoke(registry: FunctionRegistry, request: InvokeRequest): Promise<InvokeOutput> {
  const target = requireFunction(registry, request.FunctionName);
  const type = request.InvocationType ?? 'RequestResponse';
  const payload = request.Payload === undefined || request.Payload === '' ? '{}' : request.Payload;
  if (type === 'DryRun') return { StatusCode: 204 };
  if (target.reservedConcurrency === 0)
    throw new AwsServiceError('TooManyRequestsException', 'Rate Exceeded.', 429);
  if (type === 'Event') {
    // Nobody waits for an asynchronous invocation; its failures are the runtime's to report.
    void target.invoke(payload).catch(() => undefined);
    return { StatusCode: 202 };
  }
  const answer = await target.invoke(payload);
  const failed = answer.functionError === undefined ? {} : { FunctionError: answer.functionError };
  return { StatusCode: 200, Payload: answer.payload, ...failed };
}

function getFunction(
  registry: FunctionRegistry,
  request: { readonly FunctionName: string },
): Record<string, unknown> {
  return { Configuration: configurationOf(requireFunction(registry, request.FunctionName)) };
}

function listFunctions(
  registry: FunctionRegistry,
  _request: object,
): { Functions: Record<string, unknown>[] } {
  return { Functions: registry.list().map(configurationOf) };
}

function configurationOf(target: DeployedFunction): Record<string, unknown> {
  return {
    FunctionName: target.name,
    FunctionArn: target.arn,
    Role: target.role,
    Runtime: target.runtime,
    Handler: target.handler,
    Timeout: target.timeoutSeconds,
    MemorySize: target.memoryMb,
    Description: target.description,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    ...(target.vpc === undefined ? {} : { VpcConfig: target.vpc }),
  };
}
