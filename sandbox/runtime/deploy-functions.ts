import type { FunctionRegistry } from '../aws/lambda/lambda.ts';
import type { DeployedMapping } from '../aws/lambda/mappings.ts';
import { AwsServiceError } from '../aws/service-error.ts';
import type { FunctionProperties } from '../template/kinds/lambda.ts';
import { FUNCTION } from '../template/kinds/lambda.ts';
import { LOG_GROUP } from '../template/kinds/observability.ts';
import type { ResolvedStack } from '../template/resolve-stack.ts';
import type { DeployedResource } from '../template/resource-kind.ts';
import { arnOf } from '../template/resource-kind.ts';
import type { Authority } from './authority.ts';
import type { SandboxClock } from './clock.ts';
import type { ReportProblem } from './deliver.ts';
import { DeployedFunction } from './functions.ts';
import type { LogGroups } from './log-groups.ts';

/** What the functions need from the sandbox around them. */
export interface FunctionsSurroundings {
  readonly clock: SandboxClock;
  readonly authority: Authority;
  readonly logs: LogGroups;
  readonly report: ReportProblem;
}

/** Lambda's log streams are one per container; one is enough here. */
const LOG_STREAM = 'sandbox';

/** What Lambda does with a function's role to put it into a VPC (Lambda developer guide, required IAM permissions). */
const NETWORK_ACTIONS: readonly string[] = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * The functions and log groups of the stack, nothing started yet.
 * @throws AwsServiceError when the role of a function in a VPC does not let Lambda attach it
 */
export function deployFunctions(
  stack: ResolvedStack,
  surroundings: FunctionsSurroundings,
): readonly DeployedFunction[] {
  const { clock, authority, logs } = surroundings;
  for (const { name } of stack.resources(LOG_GROUP)) logs.create(name);
  const log = createLogWriter(stack, surroundings);
  for (const resource of stack.resources(FUNCTION)) attachToNetwork(resource, authority);
  return stack.resources(FUNCTION).map(
    (resource) =>
      new DeployedFunction(resource, {
        clock,
        region: stack.place.region,
        endpoint: stack.place.endpoint,
        assets: stack.assets,
        issueCredentials: ({ name, arn, properties }) => {
          const { keys } = authority.functionSession(properties.Role, name, arn);
          const { accessKeyId, secretAccessKey, sessionToken = '', expiration = 0 } = keys;
          return { accessKeyId, secretAccessKey, sessionToken, expiresAt: expiration };
        },
        writeLog: log,
      }),
  );
}

/** The sandbox has no VPCs; what Lambda itself asks of the role is asked all the same. */
function attachToNetwork(
  { name, arn, properties }: DeployedResource<FunctionProperties>,
  authority: Authority,
): void {
  if (properties.VpcConfig === undefined) return;
  const act = { service: 'lambda.amazonaws.com', sourceArn: arn };
  const { caller } = authority.assume(properties.Role, act, { sessionName: name, durationSeconds: 3600 });
  for (const action of NETWORK_ACTIONS) authority.require(caller, action, '*');
}

/** The functions as the Invoke API sees them. */
export function registryOf(
  functions: readonly DeployedFunction[],
  mappings: () => readonly DeployedMapping[],
): FunctionRegistry {
  const list = functions.map((deployed) => {
    const { name, arn, properties } = deployed.resource;
    return {
      name,
      arn,
      role: properties.Role,
      runtime: properties.Runtime,
      handler: properties.Handler,
      timeoutSeconds: properties.Timeout,
      memoryMb: properties.MemorySize,
      description: properties.Description ?? '',
      vpc: vpcOf(properties.VpcConfig),
      get reservedConcurrency() {
        return deployed.reservedConcurrency;
      },
      set reservedConcurrency(count) {
        deployed.reservedConcurrency = count;
      },
      invoke: async (payload: string) => await deployed.invoke(parsePayload(payload)),
    };
  });
  return { list: () => list, mappings };
}

function vpcOf(config: FunctionProperties['VpcConfig']) {
  if (config === undefined) return undefined;
  const { SubnetIds = [], SecurityGroupIds = [], Ipv6AllowedForDualStack = false } = config;
  return { SubnetIds, SecurityGroupIds, Ipv6AllowedForDualStack };
}

function parsePayload(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsServiceError('InvalidRequestContentException', 'Could not parse request body into json');
  }
}

/** Lambda writes with the function's role: without the permission nothing arrives, and that is reported once. */
function createLogWriter(
  stack: ResolvedStack,
  { clock, authority, logs, report }: FunctionsSurroundings,
): (resource: DeployedResource<FunctionProperties>, text: string) => void {
  const allowed = new Map<string, boolean>();
  const mayWrite = ({ name, arn, properties }: DeployedResource<FunctionProperties>, group: string) => {
    try {
      const { caller } = authority.functionSession(properties.Role, name, arn);
      const stream = arnOf(stack.place, 'logs', `log-group:${group}:log-stream:${LOG_STREAM}`);
      authority.require(caller, 'logs:CreateLogStream', stream);
      authority.require(caller, 'logs:PutLogEvents', stream);
      return true;
    } catch (error) {
      report(`${name} cannot write its log: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  };
  return (resource, text) => {
    const group = resource.properties.LoggingConfig?.LogGroup ?? `/aws/lambda/${resource.name}`;
    const known = allowed.get(resource.name) ?? mayWrite(resource, group);
    allowed.set(resource.name, known);
    if (known) logs.write({ at: clock.now(), group, text });
  };
}
