import {
  DescribeParametersCommand,
  GetParametersByPathCommand,
  type ParameterStringFilter,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import type { ParameterPage, ParameterStore } from '../core/aws-ports.ts';
import { fromSdkError } from './aws-error.ts';
import { toParameter } from './ssm-parameter.ts';

/** Listings of parameters. A file apart, loaded with the first find: most clusters have none. */
export async function getParametersByPath(
  ssm: SSMClient,
  path: string,
  { decrypt, next }: Parameters<ParameterStore['getParametersByPath']>[1],
): Promise<ParameterPage> {
  const token = next === undefined ? {} : { NextToken: next };
  const command = new GetParametersByPathCommand({
    Path: path,
    Recursive: true,
    WithDecryption: decrypt,
    ...token,
  });
  const output = await ssm.send(command).catch((error: unknown) => {
    throw fromSdkError(error, path);
  });
  return toPage(output.Parameters ?? [], decrypt, output.NextToken);
}

export async function describeParameters(
  ssm: SSMClient,
  filter: Parameters<ParameterStore['describeParameters']>[0],
  next: string | undefined,
): Promise<ParameterPage> {
  const token = next === undefined ? {} : { NextToken: next };
  const command = new DescribeParametersCommand({ ParameterFilters: toFilters(filter), ...token });
  const output = await ssm.send(command).catch((error: unknown) => {
    throw fromSdkError(error, filter.path);
  });
  return toPage(output.Parameters ?? [], false, output.NextToken);
}

/** Tags that must agree, each with its one value, and the hierarchy. */
export function toFilters({
  tags,
  path,
}: Parameters<ParameterStore['describeParameters']>[0]): ParameterStringFilter[] {
  const byTag = Object.entries(tags).map(([key, value]) => ({
    Key: `tag:${key}`,
    Option: 'Equals',
    Values: [value],
  }));
  return path === undefined ? byTag : [...byTag, { Key: 'Path', Option: 'Recursive', Values: [path] }];
}

function toPage(
  parameters: readonly Parameters<typeof toParameter>[0][],
  decrypted: boolean,
  next: string | undefined,
): ParameterPage {
  return {
    parameters: parameters.map((parameter) => toParameter(parameter, decrypted)),
    ...(next === undefined ? {} : { next }),
  };
}
