import { runTool } from '../../sandbox/control-plane/run-tool.ts';
import { type DnsPeerWorld, openDnsPeerWorld, type ZoneSeen } from './externaldns-world.ts';

/** One count and what it may be at most. */
export interface RecordCount {
  readonly what: string;
  readonly count: number;
  readonly limit: number;
}

const ALB = (name: string) => ({ hostname: `k8s-${name}-1234567890.us-east-1.elb.amazonaws.com` });
/** Names and where they point: an alias, an address of each family, a host elsewhere. */
const NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  alias: ALB('alias'),
  other: ALB('other'),
  four: { ip: '192.0.2.1' },
  six: { ip: '2001:db8::1' },
  gone: { ip: '192.0.2.2' },
  kept: { ip: '192.0.2.3' },
};

/**
 * ExternalDNS fills a zone, sluice takes it over and changes it, ExternalDNS runs again and deletes what sluice wrote:
 * what each rewrites of what the other left, counted.
 * @throws Error when ExternalDNS fails, or the binary does not say its version
 */
export async function countRecordRewrites(
  binary: string,
  report: (text: string) => void,
): Promise<readonly RecordCount[]> {
  const version = await versionOf(binary);
  const world = await openDnsPeerWorld(binary, version);
  try {
    report(`ExternalDNS ${version}, markers of ${world.compat}`);
    return await count(world);
  } finally {
    await world.close();
  }
}

async function count(world: DnsPeerWorld): Promise<readonly RecordCount[]> {
  for (const [name, status] of Object.entries(NAMES)) await world.put(name, status);
  await world.runPeer();
  const written = world.see();
  if (written.size < Object.keys(NAMES).length)
    throw new Error('ExternalDNS wrote less than the objects ask for');

  await world.settle();
  const takenOver = differences(written, world.see());

  await world.put('alias', ALB('moved'));
  await world.put('four', { ip: '192.0.2.9' });
  await world.put('new', ALB('new'));
  await world.put('late', { ip: '192.0.2.10' });
  await world.remove('gone');
  await world.settle();
  const ours = world.see();
  await world.runPeer();
  const handedBack = differences(ours, world.see());

  for (const name of ['new', 'alias', 'late']) await world.remove(name);
  await world.runPeer();
  const deleted = world.see();
  const left = [...deleted].filter((set) => /(new|alias|late)\.example\.com/.test(set)).length;
  await world.settle();
  return [
    { what: 'record sets changed by a takeover', count: takenOver, limit: 0 },
    { what: 'record sets ExternalDNS changes after sluice', count: handedBack, limit: 0 },
    { what: 'record sets of sluice that ExternalDNS cannot delete', count: left, limit: 0 },
    {
      what: 'record sets sluice changes after ExternalDNS',
      count: differences(deleted, world.see()),
      limit: 0,
    },
  ];
}

/** Record sets that only one of the two has. */
function differences(before: ZoneSeen, after: ZoneSeen): number {
  return (
    [...before].filter((set) => !after.has(set)).length + [...after].filter((set) => !before.has(set)).length
  );
}

/** What the binary says, or the environment where it was built without. */
async function versionOf(binary: string): Promise<string> {
  const said = await runTool({ command: binary, args: ['--version'], install: 'set PEER_EXTERNALDNS' });
  const version = /v?0\.\d+(\.\d+)?/.exec(said)?.[0] ?? process.env['PEER_EXTERNALDNS_VERSION'];
  if (version !== undefined) return version;
  throw new Error(
    `${binary} --version says ${JSON.stringify(said.trim())}: give its version by PEER_EXTERNALDNS_VERSION, such as v0.22.0`,
  );
}
