import type { Route, RouteTable, Subnet, VpcEndpoint } from '@aws-sdk/client-ec2';
import type { ClusterConfiguration } from '../../stack/config.ts';
import type { Doctor } from './doctor.ts';
import type { Finding } from './finding.ts';

/** What of a VPC decides whether a function in it reaches AWS. */
export interface Surroundings {
  readonly subnets: readonly Subnet[];
  readonly tables: readonly RouteTable[];
  readonly endpoints: readonly VpcEndpoint[];
}

/** How functions in a VPC reach AWS: a NAT, IPv6, or an interface endpoint for each service. */
export async function checkRoutes({ cluster }: Doctor): Promise<readonly Finding[]> {
  if (cluster.network === undefined) return [];
  const { readSurroundings } = await import('./vpc-reader.ts');
  return judgeRoutes(await readSurroundings(cluster.region, cluster.network.subnetIds), cluster);
}

/** A finding for each subnet: Lambda may put the function into any of them. */
export function judgeRoutes(read: Surroundings, cluster: ClusterConfiguration): readonly Finding[] {
  return read.subnets.map((subnet) => judgeSubnet(subnet, read, cluster));
}

function judgeSubnet(subnet: Subnet, read: Surroundings, cluster: ClusterConfiguration): Finding {
  const check = `route of ${subnet.SubnetId ?? 'a subnet'}`;
  const routes = routesOf(subnet, read.tables);
  const way = cluster.network?.ipv6 === true ? overIpv6(routes) : overIpv4(routes);
  if (way !== undefined) return { check, outcome: 'ok', said: `AWS is reached through ${way}` };
  const missing = servicesOf(cluster).filter((service) => !hasEndpoint(service, read.endpoints, cluster));
  if (missing.length === 0)
    return { check, outcome: 'ok', said: 'AWS is reached through interface endpoints' };
  const internet = routes.some(({ GatewayId = '' }) => GatewayId.startsWith('igw-'));
  const said = internet
    ? 'the route to the internet is an internet gateway, and a function has no public address'
    : 'there is no route to the internet';
  const names = missing.map((service) => `com.amazonaws.${cluster.region}.${service}`).join(', ');
  return {
    check,
    outcome: 'failed',
    said: `${said}, and no interface endpoint for ${missing.join(', ')}`,
    fix: `a NAT gateway, network.ipv6 with an egress-only gateway, or VPC endpoints with private DNS: ${names}`,
  };
}

/** The subnet's own table, else the main one of its VPC. */
function routesOf({ SubnetId, VpcId }: Subnet, tables: readonly RouteTable[]): readonly Route[] {
  const own = tables.find(({ Associations = [] }) => Associations.some((one) => one.SubnetId === SubnetId));
  const main = tables.find(
    ({ VpcId: vpc, Associations = [] }) => vpc === VpcId && Associations.some(({ Main }) => Main === true),
  );
  return ((own ?? main)?.Routes ?? []).filter(({ State }) => State !== 'blackhole');
}

function overIpv4(routes: readonly Route[]): string | undefined {
  const route = routes.find(({ DestinationCidrBlock }) => DestinationCidrBlock === '0.0.0.0/0');
  const { NatGatewayId, TransitGatewayId, NetworkInterfaceId, InstanceId, GatewayId = '' } = route ?? {};
  const gateway = GatewayId.startsWith('igw-') || GatewayId === '' ? undefined : GatewayId;
  return NatGatewayId ?? TransitGatewayId ?? NetworkInterfaceId ?? InstanceId ?? gateway;
}

function overIpv6(routes: readonly Route[]): string | undefined {
  const route = routes.find(({ DestinationIpv6CidrBlock }) => DestinationIpv6CidrBlock === '::/0');
  return route?.EgressOnlyInternetGatewayId ?? route?.GatewayId ?? route?.NatGatewayId;
}

/** What the functions themselves call. Lambda writes their logs and polls their queues from outside the VPC. */
function servicesOf({ secrets, dns, auth, endpoint }: ClusterConfiguration): readonly string[] {
  const services = secrets?.services ?? [];
  const needsParameters =
    services.includes('ParameterStore') || auth.mode === 'token' || auth.mode === 'kubeconfig';
  return [
    'sqs',
    ...(auth.mode === 'web-identity' ? ['sts'] : []),
    ...(endpoint === undefined ? ['eks'] : []),
    ...(needsParameters ? ['ssm'] : []),
    ...(services.includes('SecretsManager') ? ['secretsmanager'] : []),
    ...(dns === undefined ? [] : ['route53']),
  ];
}

function hasEndpoint(
  service: string,
  endpoints: readonly VpcEndpoint[],
  { region }: Pick<ClusterConfiguration, 'region'>,
): boolean {
  const names = [`com.amazonaws.${region}.${service}`, `com.amazonaws.${service}`];
  return endpoints.some(
    ({ ServiceName = '', State, VpcEndpointType }) =>
      names.includes(ServiceName) && /available/i.test(State ?? '') && VpcEndpointType !== 'Gateway',
  );
}
