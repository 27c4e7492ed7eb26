import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import type { Doctor } from './doctor.ts';
import { type Finding, messageOf } from './finding.ts';
import type { LocatedCluster } from './located-cluster.ts';

/** Where the endpoint is, as far as names tell. */
export async function checkEndpoint({ located }: Doctor): Promise<readonly Finding[]> {
  const cluster = await located();
  const { hostname } = new URL(cluster.endpoint);
  const host = hostname.replace(/^\[|\]$/g, '');
  try {
    const found = await lookup(host, { all: true });
    const addresses = found.map(({ address }) => address);
    return [judgeAddresses(addresses, cluster)];
  } catch (error) {
    return [judgeUnresolved(messageOf(error), cluster)];
  }
}

const LOOPBACK = blockList('127.0.0.0/8', '::1/128');
/** RFC 1918, RFC 6598, RFC 4193 and link-local: not to be reached from outside. */
const PRIVATE = blockList(
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
);

/** A function outside any VPC comes from the internet. */
export function judgeAddresses(
  addresses: readonly string[],
  { endpoint, network }: Pick<LocatedCluster, 'endpoint' | 'network'>,
): Finding {
  const check = 'endpoint';
  const listed = addresses.join(', ');
  if (addresses.every((address) => isIn(LOOPBACK, address))) {
    const said = `${endpoint} is ${listed}, this machine: only functions that run here reach it`;
    return { check, outcome: 'warn', said };
  }
  if (network === undefined && addresses.every((address) => isIn(PRIVATE, address))) {
    const said = `${endpoint} is ${listed}, a private address, and the functions run outside any VPC`;
    const fix = 'network: { subnetIds: [...], securityGroupIds: [...] } in the configuration, then deploy';
    return { check, outcome: 'failed', said, fix };
  }
  return { check, outcome: 'ok', said: `${endpoint} is ${listed}` };
}

/** A name of a private zone is known in its VPC only. */
export function judgeUnresolved(
  reason: string,
  { endpoint, network }: Pick<LocatedCluster, 'endpoint' | 'network'>,
): Finding {
  const check = 'endpoint';
  if (network !== undefined) {
    const said = `${endpoint} has no address from here (${reason}); in the VPC of the functions it may`;
    return { check, outcome: 'could not tell', said };
  }
  const said = `${endpoint} has no address (${reason}), and the functions run outside any VPC`;
  return {
    check,
    outcome: 'failed',
    said,
    fix: 'endpoint in the configuration, or network for a private one',
  };
}

function blockList(...networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/');
    list.addSubnet(address, Number(bits), familyOf(address));
  }
  return list;
}

function isIn(list: BlockList, address: string): boolean {
  return list.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
