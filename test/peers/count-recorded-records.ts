import { globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { txtCompatOf } from '../../cli/import/txt-compat.ts';
import { createDnsSync } from '../../lambdas/dns-sync/sync.ts';
import { runTool } from '../../sandbox/control-plane/run-tool.ts';
import { formatKubeconfig } from '../../sandbox/runtime/kubeconfig.ts';
import type { DnsCase } from '../corpus/drivers/externaldns/case.ts';
import { loadCases } from '../corpus/drivers/externaldns/driver.ts';
import { settle } from '../corpus/drivers/externaldns/settle.ts';
import { createDnsWorld, type DnsWorld } from '../corpus/drivers/externaldns/world.ts';
import { readYaml } from '../corpus/read-yaml.ts';
import { type CaseServers, startCaseServers } from '../real/case-servers.ts';
import { type Count, createTally } from './count.ts';
import { toFlags } from './externaldns-flags.ts';
import { readVersion } from './externaldns-version.ts';
import { createRecordedRoute53 } from './recorded-route53.ts';

const RECORDINGS = join(import.meta.dirname, '../corpus/externaldns');
/** Recordings in which ExternalDNS itself does not come to rest, or leaves the outcome to chance. */
const RESTLESS: readonly string[] = ['unstable', 'update-loop', 'fails-every-run'];
/** Characters of what ExternalDNS says last when it fails. */
const FAILURE_SHOWN = 300;

/**
 * In the worlds of the recordings as they are after their first step: ExternalDNS runs, sluice takes over, ExternalDNS
 * runs again. What is different on purpose in a recording is told, not judged. `PEER_RECORDINGS` is a regular
 * expression for their names. @default all. Nothing with older versions, of which there are no recordings.
 */
export async function countRecordedRecords(
  binary: string,
  report: (text: string) => void,
): Promise<readonly Count[]> {
  if (txtCompatOf(await readVersion(binary)) !== '0.22') return [];
  const wanted = new RegExp(process.env['PEER_RECORDINGS'] ?? '');
  const recordings = globSync('cases/**/*.yaml', { cwd: RECORDINGS })
    .sort()
    .map((path) => readYaml(join(RECORDINGS, path)) as DnsCase)
    .filter(({ name, tags }) => wanted.test(name) && !tags.some((tag) => RESTLESS.includes(tag)));
  report(`${recordings.length} recorded worlds, one after the other`);
  const different = await readDifferent();
  const servers = await startCaseServers({ othersWrite: true });
  const seen: Seen[] = [];
  try {
    for (const recorded of recordings) seen.push(await runRecording(recorded, { binary, servers }));
  } finally {
    await servers.stop(false);
  }
  const tally = createTally(report);
  const [on, off] = [
    seen.filter(({ name }) => different.has(name)),
    seen.filter(({ name }) => !different.has(name)),
  ];
  tally.tell('recorded worlds', 'worlds', [], off.length);
  countSeen(off, (what, names) => tally.judge('recorded worlds', what, names));
  const onPurpose = 'recorded worlds with a difference on purpose';
  tally.tell(onPurpose, 'worlds', [], on.length);
  countSeen(on, (what, names) => tally.tell(onPurpose, what, names));
  tally.tell(
    'recorded worlds',
    'runs of ExternalDNS that failed',
    namesOf(seen, ({ failed }) => failed),
  );
  return tally.counts;
}

interface Seen {
  readonly name: string;
  /** Why ExternalDNS ended with another status than 0, if it did. */
  readonly failed: readonly string[];
  readonly takenOver: readonly string[];
  readonly handedBack: readonly string[];
}

function countSeen(seen: readonly Seen[], count: (what: string, names: readonly string[]) => void): void {
  count(
    'record sets changed by a takeover',
    namesOf(seen, ({ takenOver }) => takenOver),
  );
  count(
    'record sets that ExternalDNS changes after sluice',
    namesOf(seen, ({ handedBack }) => handedBack),
  );
}

function namesOf(seen: readonly Seen[], of: (seen: Seen) => readonly string[]): readonly string[] {
  return seen.flatMap((one) => of(one).map((text) => `${one.name}: ${text}`));
}

/** Names of the recordings in which we differ on purpose. */
async function readDifferent(): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const { id, run } of await loadCases(RECORDINGS)) {
    if ((await run()).outcome === 'diverged') names.add(id);
  }
  return names;
}

async function runRecording(
  recorded: DnsCase,
  { binary, servers }: { readonly binary: string; readonly servers: CaseServers },
): Promise<Seen> {
  const route53 = createRecordedRoute53();
  const failed: string[] = [];
  const { open: openServer } = servers;
  const world = await createDnsWorld(recorded, createDnsSync, { openServer, openZones: route53.openZones });
  const environment = {
    ...route53.environment(),
    SSL_CERT_FILE: beside(servers, 'aws-ca.pem', route53.ca),
  };
  const kubeconfig = beside(servers, 'externaldns.kubeconfig', formatKubeconfig(servers.plane));
  const [first] = recorded.steps;
  const args = [...toFlags({ ...recorded.config, ...first?.do?.config }), `--kubeconfig=${kubeconfig}`];
  const runPeer = async () => {
    try {
      await runTool({ command: binary, args, install: 'set PEER_EXTERNALDNS', environment });
    } catch (error) {
      failed.push(String(error).split('level=fatal').at(-1)?.trim().slice(0, FAILURE_SHOWN) ?? '');
    }
  };
  try {
    await world.act(first?.do ?? {});
    await runPeer();
    const theirs = await see(world);
    await settle(world, []);
    const ours = await see(world);
    await runPeer();
    const [takenOver, handedBack] = [differences(theirs, ours), differences(ours, await see(world))];
    return { name: recorded.name, failed, takenOver, handedBack };
  } finally {
    await world.close();
    await route53.close();
  }
}

function beside(servers: CaseServers, name: string, text: string): string {
  const path = join(servers.logs, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

async function see(world: DnsWorld): Promise<ReadonlySet<string>> {
  const zones = Object.entries(await world.zones.contents());
  return new Set(
    zones.flatMap(([zone, sets]) => Object.values(sets).map((set) => `${zone} ${JSON.stringify(set)}`)),
  );
}

function differences(before: ReadonlySet<string>, after: ReadonlySet<string>): readonly string[] {
  return [
    ...[...before].filter((set) => !after.has(set)).map((set) => `- ${set}`),
    ...[...after].filter((set) => !before.has(set)).map((set) => `+ ${set}`),
  ];
}
