/**
 * Where the marker (ownership TXT) of a record set stands, and which record sets a TXT name may stand for
 * (ExternalDNS `registry/mapper/mapper.go`). A name can often be read in two ways: without affix `a-web` is the
 * marker of the A record `web`, or the type-less marker (written until v0.17) of a host called `a-web`. Readings
 * are therefore listed all; core/dns/ownership.ts keeps those whose record set exists.
 */
export interface Affixes {
  readonly prefix: string;
  readonly suffix: string;
  /** Stands for `*` in the first label; empty: `*` stays. */
  readonly wildcardReplacement: string;
}

export interface MarkerReading {
  /** First label possibly the wildcard replacement. */
  readonly name: string;
  /** Empty: type-less. */
  readonly type: string;
}

const TEMPLATE = '%{record_type}';
/** In the peer's order: the first that fits wins there. */
const TYPES = ['A', 'AAAA', 'CNAME', 'NS', 'MX', 'PTR', 'SRV', 'NAPTR', 'TXT', 'DNAME'] as const;

const TYPE_BY_LABEL: ReadonlyMap<string, string> = new Map(TYPES.map((type) => [type.toLowerCase(), type]));

const NONE: readonly never[] = [];

/** Name of the marker of `name`; `type` empty gives the type-less name (v0.11 to v0.17). Affixes are lowered. */
export function markerName(name: string, type: string, affixes: Affixes): string {
  const { prefix, suffix } = affixes;
  const lowerType = type.toLowerCase();
  // The usual case, and every record of a zone asks on every run.
  if (prefix === '' && suffix === '' && !name.startsWith('*'))
    return type === '' ? name : `${lowerType}-${name}`;
  const dot = name.indexOf('.');
  const first = replaceWildcard(dot < 0 ? name : name.slice(0, dot), affixes.wildcardReplacement);
  const rest = dot < 0 ? '' : name.slice(dot);
  const label = type === '' || hasTypeInAffix(affixes) ? first : `${lowerType}-${first}`;
  const fill = (affix: string) => affix.toLowerCase().replaceAll(TEMPLATE, lowerType);
  return `${fill(prefix)}${label}${fill(suffix)}${rest}`;
}

/** Every (name, type) a TXT name may stand for, the peer's own reading first; empty when the affix does not fit. */
export function readMarkerName(txtName: string, affixes: Affixes): readonly MarkerReading[] {
  const name = txtName.toLowerCase();
  if (affixes.suffix === '') return readAffixed(name, affixes);
  const dots = affixes.suffix.split('.').length - 1;
  const labels = name.split('.');
  const head = labels.slice(0, 1 + dots).join('.');
  const rest = labels.slice(1 + dots).map((label) => `.${label}`);
  return readAffixed(head, affixes).map(({ name: first, type }) => ({ name: first + rest.join(''), type }));
}

/** Whether the affix itself names the type, so that the first label stays as it is. */
export function hasTypeInAffix(affixes: Affixes): boolean {
  return affixes.prefix.includes(TEMPLATE) || affixes.suffix.includes(TEMPLATE);
}

function readAffixed(name: string, affixes: Affixes): readonly MarkerReading[] {
  const templated: readonly MarkerReading[] = hasTypeInAffix(affixes)
    ? TYPES.flatMap((type) => {
        const stripped = stripAffix(name, affixes, type.toLowerCase());
        return stripped === undefined ? [] : [{ name: stripped, type }];
      })
    : NONE;
  const bare = stripAffix(name, affixes, '');
  if (bare === undefined) return templated;
  const readings = readTypedLabel(bare);
  return templated.length === 0 ? readings : [...templated, ...readings];
}

function readTypedLabel(name: string): readonly MarkerReading[] {
  const hyphen = name.indexOf('-');
  const before = hyphen < 0 ? name : name.slice(0, hyphen);
  const type = TYPE_BY_LABEL.get(before);
  const typeless = { name, type: '' };
  if (type === undefined) return [typeless];
  if (before === name) return [{ name, type }, typeless];
  return [{ name: name.slice(before.length + 1), type }, typeless];
}

function stripAffix(name: string, affixes: Affixes, type: string): string | undefined {
  if (affixes.prefix === '' && affixes.suffix === '') return name;
  const prefix = affixes.prefix.toLowerCase().replaceAll(TEMPLATE, type);
  const suffix = affixes.suffix.toLowerCase().replaceAll(TEMPLATE, type);
  if (suffix === '') return name.startsWith(prefix) ? name.slice(prefix.length) : undefined;
  return name.endsWith(suffix) ? name.slice(0, name.length - suffix.length) : undefined;
}

function replaceWildcard(label: string, replacement: string): string {
  return label === '*' && replacement !== '' ? replacement.toLowerCase() : label;
}
