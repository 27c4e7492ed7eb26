import type { RecordSet } from '../../lambdas/core/dns/record-set.ts';

/**
 * The TXT registry as versions of ExternalDNS keep it (`registry/txt.go` at their tags), written from its rules and
 * without our code: what they write beside a record set, whose they take it to be, and what a run of theirs would do
 * to a zone. 0.14 and 0.17 write the type-less marker, 0.19 reads it, 0.22 marks an alias A as `a-`.
 */
export type PeerVersion = '0.14' | '0.17' | '0.19' | '0.22';

export interface PeerOptions {
  readonly version: PeerVersion;
  readonly owner: string;
  readonly prefix: string;
  readonly suffix: string;
}

type PeerLabels = ReadonlyMap<string, string>;

const TYPES: Readonly<Record<PeerVersion, readonly string[]>> = {
  '0.14': ['A', 'AAAA', 'CNAME', 'NS'],
  '0.17': ['A', 'AAAA', 'CNAME', 'NS'],
  '0.19': ['A', 'AAAA', 'CNAME', 'NS', 'MX'],
  '0.22': ['A', 'AAAA', 'CNAME', 'NS', 'MX', 'PTR', 'SRV', 'NAPTR', 'TXT', 'DNAME'],
};
const TYPE = '%{record_type}';

/** The markers a version writes for a record set with these labels. */
export function peerMarkers(
  record: RecordSet,
  labels: PeerLabels,
  options: PeerOptions,
): readonly RecordSet[] {
  const { version, prefix, suffix } = options;
  if (isShadow(record, version)) return [];
  const template = (prefix + suffix).includes(TYPE);
  const names = [markerAt(record, markedType(record, version), options)];
  const old = (version === '0.14' || version === '0.17') && !template && record.type !== 'AAAA';
  if (old) names.push(markerAt(record, '', options));
  const tokens = [...labels]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `,external-dns/${key}=${value}`);
  const values = [`"heritage=external-dns${tokens.join('')}"`];
  const { setIdentifier, weight } = record;
  const routing =
    setIdentifier === undefined ? {} : { setIdentifier, ...(weight === undefined ? {} : { weight }) };
  return names.map((name) => ({ name, type: 'TXT', ttl: 300, values, ...routing }));
}

/** Labels a version finds for a record set; undefined: it belongs to nobody. */
export function peerLabels(
  record: RecordSet,
  zone: readonly RecordSet[],
  options: PeerOptions,
): PeerLabels | undefined {
  const found = new Map<string, PeerLabels>();
  for (const set of zone) {
    const labels = set.type === 'TXT' ? parseHeritage(set.values?.[0] ?? '') : undefined;
    if (labels === undefined) continue;
    const [name, type] = readName(set.name.replace(/\.$/, ''), options);
    found.set(`${name} ${type} ${set.setIdentifier ?? ''}`, labels);
  }
  const lookup = (type: string) =>
    found.get(`${record.name.replace(/\.$/, '')} ${type} ${record.setIdentifier ?? ''}`);
  const typed = lookup(markedType(record, options.version));
  if (typed !== undefined || record.type === 'AAAA') return typed;
  if (options.version === '0.22' && record.alias !== undefined && lookup('CNAME') !== undefined)
    return lookup('CNAME');
  return lookup('');
}

/**
 * What a run of this version over the zone would do, or could not do later, when its desired record sets are these:
 * nothing, if it can be switched on again without harm.
 */
export function peerDisturbances(
  zone: readonly RecordSet[],
  desired: readonly RecordSet[],
  options: PeerOptions,
): readonly string[] {
  const problems: string[] = [];
  const records = zone.filter((set) => set.type !== 'TXT');
  for (const wanted of desired) {
    const record = records.find((set) => keyOf(set) === keyOf(wanted));
    if (record === undefined) problems.push(`would create ${keyOf(wanted)}`);
    else if (content(record) !== content(wanted)) problems.push(`would change ${keyOf(wanted)}`);
  }
  for (const record of records) {
    if (isShadow(record, options.version)) continue;
    const labels = peerLabels(record, zone, options);
    if (labels?.get('owner') !== options.owner) {
      problems.push(`does not own ${keyOf(record)}`);
      continue;
    }
    if (!desired.some((wanted) => keyOf(wanted) === keyOf(record)))
      problems.push(`would delete ${keyOf(record)}`);
    // What it would delete with the record is made from the labels it read, and has to be there to the letter.
    for (const marker of peerMarkers(record, labels, options)) {
      if (!zone.some((set) => content(set) === content(marker) && keyOf(set) === keyOf(marker)))
        problems.push(`could not delete ${marker.name} of ${keyOf(record)}`);
    }
  }
  return problems;
}

/** An AAAA alias that 0.14 makes and deletes with its A, and that its registry knows nothing of. */
function isShadow(record: RecordSet, version: PeerVersion): boolean {
  return version === '0.14' && record.type === 'AAAA' && record.alias !== undefined;
}

function markedType(record: RecordSet, version: PeerVersion): string {
  return record.alias !== undefined && record.type === 'A' && version !== '0.22' ? 'CNAME' : record.type;
}

function markerAt({ name }: RecordSet, type: string, { prefix, suffix }: PeerOptions): string {
  const [first = '', ...rest] = name.split('.');
  const fill = (affix: string) => affix.replaceAll(TYPE, type.toLowerCase());
  const label = type === '' || (prefix + suffix).includes(TYPE) ? first : `${type.toLowerCase()}-${first}`;
  return [`${fill(prefix)}${label}${fill(suffix)}`, ...rest].join('.');
}

/** The one reading a version has for a TXT's name. */
function readName(name: string, { version, prefix, suffix }: PeerOptions): readonly [string, string] {
  const [head = '', ...rest] = name.split('.');
  const whole = (first: string) => [first, ...rest].join('.');
  const types = TYPES[version];
  if ((prefix + suffix).includes(TYPE)) {
    for (const type of types) {
      const [before, after] = [prefix, suffix].map((affix) => affix.replaceAll(TYPE, type.toLowerCase()));
      if (prefix !== '' && name.startsWith(before ?? '')) return [name.slice(before?.length), type];
      if (suffix !== '' && head.endsWith(after ?? ''))
        return [whole(head.slice(0, -(after?.length ?? 0))), type];
    }
    return ['', ''];
  }
  if (!name.startsWith(prefix) || !head.endsWith(suffix)) return ['', ''];
  const bare = suffix === '' ? name.slice(prefix.length) : whole(head.slice(0, -suffix.length));
  const before = bare.split('-')[0] ?? '';
  const type = types.find((candidate) => candidate.toLowerCase() === before);
  return type === undefined ? [bare, ''] : [bare.slice(before.length + 1), type];
}

function parseHeritage(value: string): PeerLabels | undefined {
  const tokens = value.replace(/^"+|"+$/g, '').split(',');
  if (!tokens.includes('heritage=external-dns')) return undefined;
  const pairs = tokens.flatMap((token) => {
    const [, key, text] = /^external-dns\/([^=]*)=(.*)$/.exec(token) ?? [];
    return key === undefined || text === undefined ? [] : [[key, text] as const];
  });
  return new Map(pairs);
}

function keyOf({ name, type, setIdentifier = '' }: RecordSet): string {
  return [name.replace(/\.$/, ''), type, setIdentifier].join(' ').trim();
}

function content({ ttl, values, alias, weight }: RecordSet): string {
  const target = alias === undefined ? undefined : { ...alias, dnsName: alias.dnsName.replace(/\.$/, '') };
  return JSON.stringify([ttl, values, target, weight]);
}
