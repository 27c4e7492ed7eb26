import {
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import type { Surroundings } from './routes.ts';

/** What stands around the subnets of a function. Its client is large, and loaded only where there are subnets. */
export async function readSurroundings(region: string, subnetIds: readonly string[]): Promise<Surroundings> {
  const ec2 = new EC2Client({ region, maxAttempts: 2 });
  try {
    const { Subnets: subnets = [] } = await ec2.send(
      new DescribeSubnetsCommand({ SubnetIds: [...subnetIds] }),
    );
    const Values = [...new Set(subnets.flatMap(({ VpcId }) => VpcId ?? []))];
    const Filters = [{ Name: 'vpc-id', Values }];
    const { RouteTables: tables = [] } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
    const { VpcEndpoints: endpoints = [] } = await ec2.send(new DescribeVpcEndpointsCommand({ Filters }));
    return { subnets, tables, endpoints };
  } finally {
    ec2.destroy();
  }
}
