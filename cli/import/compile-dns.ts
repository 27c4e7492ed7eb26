import * as v from 'valibot';
import { parseTtl } from '../../lambdas/core/dns/ttl.ts';
import { dnsSchema } from '../../stack/config/dns-schema.ts';
import type { FlagRule } from './flag-rule.ts';
import { findFlagRule } from './flags.ts';
import type { GivenFlag } from './read-flags.ts';
import { type TxtCompat, txtCompatOf } from './txt-compat.ts';

/** One setting of ours and where it comes from. */
export interface Setting {
  /** Below `dns`. */
  readonly path: readonly string[];
  readonly value: unknown;
  readonly from: string;
}

/** An ExternalDNS as settings of ours. */
export interface ImportedDns {
  readonly settings: readonly Setting[];
  /** Flags that decide about records and have no counterpart, with what to do instead: a sentence each. */
  readonly refused: readonly string[];
  /** Flags that need none. */
  readonly unneeded: readonly string[];
}

const GA = 'external-dns.kubernetes.io/';
const ALPHA = 'external-dns.alpha.kubernetes.io/';
const KEY_PARAMETER = '/sluice/external-dns/txt-encrypt-aes-key';
const SOURCES: readonly string[] = ['ingress', 'service', 'crd', 'node'];
const ROUTES = /^gateway-(http|grpc|tls)route$/;

/** The settings that stand for these flags of this version; ExternalDNS's defaults are spelled out where ours differ. */
export function compileImport(flags: readonly GivenFlag[], version: string): ImportedDns {
  const compat = txtCompatOf(version);
  const refused: string[] = [];
  const unneeded = new Set<string>();
  const values = new Map<FlagRule, string[]>();
  for (const { flag, value } of flags) {
    const rule = findFlagRule(flag);
    if (rule === undefined) refused.push(`--${flag}: ExternalDNS 0.22 has no such flag`);
    else if (rule.verdict === 'carried') values.set(rule, [...(values.get(rule) ?? []), value]);
    else if (rule.verdict === 'unneeded') unneeded.add(`--${flag}: ${rule.note}`);
    else if (value !== rule.harmless) refused.push(`--${flag}: ${rule.note}`);
  }
  const settings = new Map<string, Setting>();
  const set = (path: string, value: unknown, from: string) =>
    settings.set(path, { path: path.split('.'), value, from });
  set('mode', 'observe', 'writes nothing; "enforce" once the reports agree');
  for (const setting of defaultsOf(compat, version)) settings.set(setting.path.join('.'), setting);
  for (const [rule, given] of values) {
    const read = readValue(rule, given, refused);
    if (read !== undefined) set(rule.path.join('.'), read, `--${rule.flag}`);
  }
  const list = [...settings.values()];
  return { settings: list, refused: [...refused, ...findProblems(list)], unneeded: [...unneeded].sort() };
}

/** What ExternalDNS does when a flag is left out. */
function defaultsOf(compat: TxtCompat, version: string): readonly Setting[] {
  const setting = (path: string, value: unknown, from: string): Setting => ({
    path: path.split('.'),
    value,
    from,
  });
  const prefixes = compat === '0.22' ? [GA, ALPHA] : [ALPHA, GA];
  return [
    setting('ownerId', 'default', 'default of --txt-owner-id'),
    ...(compat === '0.22' ? [] : [setting('policy', 'sync', 'default of --policy until 0.21')]),
    setting('annotationPrefixes', prefixes, `the prefix of ${version} wins; the other is read, too`),
    setting('txt.compat', compat, `until the handover is finished, ${version} can be switched back on`),
  ];
}

/** The value as our setting takes it; undefined when it cannot be carried, with the reason among `refused`. */
function readValue(rule: FlagRule, given: readonly string[], refused: string[]): unknown {
  const values = given.filter((value) => value !== '');
  const last = values.at(-1);
  if (last === undefined) return undefined;
  switch (rule.flag) {
    case 'provider':
      if (last !== 'aws') refused.push(`--provider=${last}: sluice writes to Route 53 only`);
      return undefined;
    case 'source':
      return readSources(values, refused);
    case 'registry':
      if (last === 'txt' || last === 'noop') return last;
      refused.push(`--registry=${last}: migrate to the txt registry with ExternalDNS first`);
      return undefined;
    case 'annotation-prefix':
      return last === GA || last === ALPHA ? [last, last === GA ? ALPHA : GA] : [last];
    case 'txt-encrypt-enabled':
      if (last !== 'true') return undefined;
      refused.push(`--${rule.flag}: put the key into the SecureString parameter ${KEY_PARAMETER}`);
      return KEY_PARAMETER;
    case 'zone-id-filter':
      return values.map((id) => id.replace(/^\/?hostedzone\//, ''));
    default:
      return readTyped(rule, { values, last }, refused);
  }
}

function readTyped(
  rule: FlagRule,
  { values, last }: { readonly values: readonly string[]; readonly last: string },
  refused: string[],
): unknown {
  switch (rule.type) {
    case 'list':
      return values;
    case 'flag':
      return last === 'true';
    case 'text':
      return last;
    case 'seconds':
      return parseTtl(last) ?? 0;
    case 'number': {
      if (Number.isInteger(Number(last))) return Number(last);
      refused.push(`--${rule.flag}=${last}: give a whole number`);
      return undefined;
    }
  }
}

function readSources(values: readonly string[], refused: string[]): readonly string[] | undefined {
  const ours = values.filter((source) => SOURCES.includes(source) || ROUTES.test(source));
  for (const source of values) {
    if (!ours.includes(source))
      refused.push(
        `--source=${source}: not built; keep ExternalDNS, with an owner id of its own, for its names`,
      );
  }
  return ours.length === 0 ? undefined : ours;
}

/** What our own configuration would say about the settings, and what it would not refuse but nobody wants. */
function findProblems(settings: readonly Setting[]): readonly string[] {
  const parsed = v.safeParse(dnsSchema, nest(settings));
  const issues = parsed.success ? [] : parsed.issues.map(describeIssue);
  const named = settings.some(({ path }) => ZONE_SETTINGS.includes(path.join('.')));
  const unbounded = named ? [] : ['no filter names a zone: set domainFilters or zones.ids'];
  return [...issues, ...unbounded, ...explainNoop(settings)];
}

function explainNoop(settings: readonly Setting[]): readonly string[] {
  const settingOf = (name: string) => settings.find(({ path }) => path.join('.') === name)?.value;
  if (settingOf('registry') !== 'noop' || settingOf('policy') === 'create-only') return [];
  return ['--registry=noop: without markers only policy create-only is allowed'];
}

const ZONE_SETTINGS: readonly string[] = ['domainFilters', 'zones.ids', 'zones.tags', 'regexDomainFilter'];

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const path = (issue.path ?? []).map((item) => String(item.key)).join('.');
  return `${path}: ${issue.received} is not accepted; ${issue.expected ?? 'see config/example.yaml'}`;
}

/** Settings as the document they make. */
export function nest(settings: readonly Setting[]): Record<string, unknown> {
  const document: Record<string, unknown> = {};
  for (const { path, value } of settings) {
    const [first = '', second] = path;
    if (second === undefined) document[first] = value;
    else document[first] = { ...(document[first] as object | undefined), [second]: value };
  }
  return document;
}
