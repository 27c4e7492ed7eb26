import { AwsServiceError } from '../service-error.ts';
import { type FunctionRegistry, requireFunction } from './lambda.ts';

interface Named {
  readonly FunctionName: string;
}

interface Concurrency {
  ReservedConcurrentExecutions?: number;
}

/** Reserves so many; with 0 every invocation is throttled. */
export function putFunctionConcurrency(
  registry: FunctionRegistry,
  request: Named & { readonly ReservedConcurrentExecutions: number },
): Concurrency {
  const { FunctionName, ReservedConcurrentExecutions } = request;
  if (!Number.isInteger(ReservedConcurrentExecutions) || ReservedConcurrentExecutions < 0) {
    throw new AwsServiceError('InvalidParameterValueException', 'ReservedConcurrentExecutions must be >= 0');
  }
  requireFunction(registry, FunctionName).reservedConcurrency = ReservedConcurrentExecutions;
  return { ReservedConcurrentExecutions };
}

/** Empty when nothing is reserved. */
export function getFunctionConcurrency(registry: FunctionRegistry, request: Named): Concurrency {
  const reserved = requireFunction(registry, request.FunctionName).reservedConcurrency;
  return reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved };
}

export function deleteFunctionConcurrency(registry: FunctionRegistry, request: Named): Record<string, never> {
  requireFunction(registry, request.FunctionName).reservedConcurrency = undefined;
  return {};
}
