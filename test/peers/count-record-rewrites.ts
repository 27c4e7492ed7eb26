import { type Count, createTally, type Tally } from './count.ts';
import { FIRST, SECOND, SECOND_GONE, THIRD_GONE, THIRD_NAMES, withoutCnames } from './externaldns-objects.ts';
import { readVersion } from './externaldns-version.ts';
import { type DnsPeerWorld, openDnsPeerWorld, type ZoneSeen } from './externaldns-world.ts';

/**
 * ExternalDNS fills a zone, sluice takes it over and changes it, ExternalDNS runs again and deletes what sluice wrote;
 * then the zone is emptied and filled by sluice first: what each rewrites of what the other left, counted.
 * @throws Error when ExternalDNS fails, or the binary does not say its version
 */
export async function countRecordRewrites(
  binary: string,
  report: (text: string) => void,
): Promise<readonly Count[]> {
  const version = await readVersion(binary);
  const world = await openDnsPeerWorld(binary, version);
  try {
    report(`ExternalDNS ${version}, markers of ${world.compat}`);
    const tally = createTally(report);
    await play(world, tally, marksNames(version) ? withoutCnames : (objects) => objects);
    return tally.counts;
  } finally {
    await world.close();
  }
}

/** Versions that write a marker on the name itself. */
function marksNames(version: string): boolean {
  return Number(/0\.(\d+)/.exec(version)?.[1]) < 18;
}

async function play(
  world: DnsPeerWorld,
  { judge, tell }: Tally,
  can: (objects: typeof FIRST) => typeof FIRST,
): Promise<void> {
  const [first, second] = [can(FIRST), can(SECOND)];
  for (const object of first) await world.put(object);
  await world.runPeer();
  const written = world.see();
  tell('ExternalDNS alone', 'record sets', [], written.size);
  tell('takeover', 'declined', await world.settle());
  judge('takeover', 'record sets changed', differences(written, world.see()));

  for (const object of second) await world.put(object);
  for (const reference of SECOND_GONE) await world.remove(reference);
  tell('changes by sluice', 'declined', await world.settle());
  const ours = world.see();
  tell('changes by sluice', 'record sets changed', [], differences(written, ours).length);
  await world.runPeer();
  const back = world.see();
  judge('hand-back', 'record sets that ExternalDNS changes', differences(ours, back));

  // 0.14 fails over the deletion of what it made for a dual-stack load balancer: it asks for each record set twice.
  const gone =
    world.compat === '0.14' ? THIRD_GONE.filter((name) => name !== 'Ingress/new-dual') : THIRD_GONE;
  for (const reference of gone) await world.remove(reference);
  await world.runPeer();
  const deleted = world.see();
  tell('deletions by ExternalDNS', 'record sets changed', [], differences(back, deleted).length);
  judge(
    'deletions by ExternalDNS',
    'record sets of sluice left behind',
    left(deleted, gone.length < THIRD_GONE.length ? ['new-dual.example.com.'] : []),
  );
  await world.settle();
  judge('second takeover', 'record sets changed', differences(deleted, world.see()));

  world.clear();
  await world.settle();
  const alone = world.see();
  tell('sluice alone in an empty zone', 'record sets', [], alone.size);
  await world.runPeer();
  const handedOver = world.see();
  judge(
    'hand-over of what sluice made',
    'record sets that ExternalDNS changes',
    differences(alone, handedOver),
  );

  for (const object of first) await world.put(object);
  await world.runPeer();
  const changedBack = world.see();
  tell('changes by ExternalDNS', 'record sets changed', [], differences(handedOver, changedBack).length);
  await world.settle();
  judge('third takeover', 'record sets changed', differences(changedBack, world.see()));
}

/** Record sets of the names that went, and of their markers. */
function left(zone: ZoneSeen, kept: readonly string[]): readonly string[] {
  return [...zone].filter((set) => {
    const { Name } = JSON.parse(set) as { readonly Name: string };
    const name = Name.replace(/^(a|aaaa|cname)-/, '');
    return THIRD_NAMES.includes(name) && !kept.includes(name);
  });
}

/** Record sets that only one of the two has: `- gone`, `+ new`. */
function differences(before: ZoneSeen, after: ZoneSeen): readonly string[] {
  return [
    ...[...before].filter((set) => !after.has(set)).map((set) => `- ${set}`),
    ...[...after].filter((set) => !before.has(set)).map((set) => `+ ${set}`),
  ];
}
