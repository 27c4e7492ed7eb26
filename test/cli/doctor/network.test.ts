import type { Route } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { judgeAddresses, judgeUnresolved } from '../../../cli/doctor/endpoint-address.ts';
import { judgeHandshake } from '../../../cli/doctor/endpoint-certificate.ts';
import { judgeVpc } from '../../../cli/doctor/network.ts';
import { judgeRoutes } from '../../../cli/doctor/routes.ts';
import { doctorOf } from './doctor-of.ts';

const NETWORK = { subnetIds: ['subnet-0a'], securityGroupIds: ['sg-0a'], ipv6: false };
const outside = doctorOf();
const inside = doctorOf({ network: NETWORK });

test.each([
  [['10.0.0.10'], 'failed', 'ok'],
  [['172.31.0.1', 'fd00::1'], 'failed', 'ok'],
  [['100.64.0.1'], 'failed', 'ok'],
  [['10.0.0.10', '203.0.113.7'], 'ok', 'ok'],
  [['203.0.113.7'], 'ok', 'ok'],
  [['127.0.0.1'], 'warn', 'warn'],
])(
  'an endpoint at %j is %s to functions outside any VPC, and %s to those in one',
  (addresses, out, within) => {
    expect(judgeAddresses(addresses, outside.cluster).outcome).toBe(out);
    expect(judgeAddresses(addresses, inside.cluster).outcome).toBe(within);
  },
);

test('a name that only the VPC may know is told as such', () => {
  expect(judgeUnresolved('ENOTFOUND', outside.cluster).outcome).toBe('failed');
  expect(judgeUnresolved('ENOTFOUND', inside.cluster).outcome).toBe('could not tell');
});

test('a certificate of another authority fails, and silence tells nothing', () => {
  const failure = (code: string) => Object.assign(new Error('x'), { code });

  expect(judgeHandshake(undefined, outside.cluster).outcome).toBe('ok');
  expect(judgeHandshake(failure('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), outside.cluster)).toMatchObject({
    outcome: 'failed',
    fix: expect.stringContaining('/etc/kubernetes/pki/ca.crt') as string,
  });
  expect(judgeHandshake(failure('ERR_TLS_CERT_ALTNAME_INVALID'), outside.cluster).outcome).toBe('failed');
  expect(judgeHandshake(failure('ECONNREFUSED'), outside.cluster).outcome).toBe('could not tell');
});

test('functions stand where the configuration puts them', () => {
  const deployed = { VpcConfig: { SubnetIds: ['subnet-0a'], SecurityGroupIds: ['sg-0a'] } };

  expect(judgeVpc(deployed, 'vpc', inside).outcome).toBe('ok');
  expect(judgeVpc(deployed, 'vpc', outside).outcome).toBe('failed');
  expect(judgeVpc({}, 'vpc', inside).outcome).toBe('failed');
  expect(judgeVpc({ VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } }, 'vpc', outside).outcome).toBe('ok');
});

const DEFAULT = '0.0.0.0/0';
const endpoint = (service: string) => ({
  ServiceName: `com.amazonaws.ap-northeast-2.${service}`,
  State: 'Available' as const,
  VpcEndpointType: 'Interface' as const,
});

/** A subnet of a VPC whose main table has these routes. */
function routed(routes: readonly Route[], services: readonly string[] = []) {
  return {
    subnets: [{ SubnetId: 'subnet-0a', VpcId: 'vpc-0a' }],
    tables: [{ VpcId: 'vpc-0a', Associations: [{ Main: true }], Routes: [...routes] }],
    endpoints: services.map(endpoint),
  };
}

test.each([
  ['a NAT gateway', [{ DestinationCidrBlock: DEFAULT, NatGatewayId: 'nat-1' }], [], 'ok'],
  ['a transit gateway', [{ DestinationCidrBlock: DEFAULT, TransitGatewayId: 'tgw-1' }], [], 'ok'],
  ['an internet gateway', [{ DestinationCidrBlock: DEFAULT, GatewayId: 'igw-1' }], [], 'failed'],
  [
    'a NAT that is gone',
    [{ DestinationCidrBlock: DEFAULT, NatGatewayId: 'n', State: 'blackhole' as const }],
    [],
    'failed',
  ],
  ['nothing', [], [], 'failed'],
  ['some endpoints', [], ['sqs', 'sts'], 'failed'],
  ['every endpoint', [], ['sqs', 'sts', 'ssm', 'route53'], 'ok'],
])('through %s AWS is reached: %s', (_name, routes, services, outcome) => {
  const [finding] = judgeRoutes(routed(routes, services), inside.cluster);

  expect(finding).toMatchObject({ check: 'route of subnet-0a', outcome });
});

test('what is missing is named, and a subnet with its own table is judged by it', () => {
  const { subnets, tables, endpoints } = routed(
    [{ DestinationCidrBlock: DEFAULT, NatGatewayId: 'nat-1' }],
    ['sqs'],
  );
  const own = { VpcId: 'vpc-0a', Associations: [{ SubnetId: 'subnet-0a' }], Routes: [] };

  const [finding] = judgeRoutes({ subnets, tables: [...tables, own], endpoints }, inside.cluster);

  expect(finding?.said).toContain('no interface endpoint for sts, ssm, route53');
  expect(finding?.fix).toContain('com.amazonaws.ap-northeast-2.sts');
});

test('with ipv6 the way is the route of IPv6', () => {
  const { cluster } = doctorOf({ network: { ...NETWORK, ipv6: true } });
  const route = { DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: 'eigw-1' };

  expect(judgeRoutes(routed([route]), cluster)[0]?.said).toContain('eigw-1');
  expect(judgeRoutes(routed([]), cluster)[0]?.outcome).toBe('failed');
});

test('functions in a VPC that ask EKS where the cluster is need a way to EKS, too', () => {
  const {
    endpoint: _endpoint,
    ca: _ca,
    ...asking
  } = doctorOf({ network: NETWORK, auth: { mode: 'eks' } }).cluster;
  const services = ['sqs', 'ssm', 'route53'];

  expect(judgeRoutes(routed([], services), asking)[0]?.fix).toContain('com.amazonaws.ap-northeast-2.eks');
  expect(judgeRoutes(routed([], [...services, 'eks']), asking)[0]?.outcome).toBe('ok');
});
