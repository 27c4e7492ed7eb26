import { domainToASCII } from 'node:url';
import type { DnsConfiguration } from '../config.ts';

/** What decides the names we may write. */
export type NameSettings = Pick<
  DnsConfiguration,
  'domainFilters' | 'regexDomainFilter' | 'regexDomainExclusion' | 'managedRecordTypes' | 'txt'
>;

const RECORD_TYPE = '%{record_type}';

/**
 * Patterns for the condition key `route53:ChangeResourceRecordSetsNormalizedRecordNames`: each domain filter and
 * what is below it. A marker of a name below a filter is below it too, whatever the affix, because affixes change
 * the first label or stand before it; only the markers of the filter's own name stand beside it and are listed
 * one by one. Route 53 normalizes `*` to `\052`, which `*.` matches. Empty: no
 * condition can be made, because there is no filter or it is a regular expression (which replaces the list).
 */
export function compileRecordNamePatterns(settings: NameSettings): readonly string[] {
  if (settings.regexDomainFilter !== '' || settings.regexDomainExclusion !== '') return [];
  const patterns = settings.domainFilters.flatMap((filter) => {
    const domain = toAscii(filter.replace(/^\.|\.$/g, ''));
    const below = `*.${domain}`;
    if (filter.startsWith('.')) return [below];
    return [domain, below, ...markerNames(domain, settings).filter((name) => !name.endsWith(`.${domain}`))];
  });
  return [...new Set(patterns)];
}

/**
 * Names of the markers of one name, every historical shape (externaldns 3.2): per record type, and the oldest
 * without type. An alias A is marked as `cname`, and so that type is always among them.
 */
function markerNames(name: string, { managedRecordTypes, txt }: NameSettings): readonly string[] {
  if (txt === undefined) return [];
  const [first = '', ...rest] = name.split('.');
  const types = [...new Set(['cname', ...managedRecordTypes.map((type) => type.toLowerCase())])];
  const templated = `${txt.prefix}${txt.suffix}`.includes(RECORD_TYPE);
  const labels = [
    affix(first, '', txt),
    ...types.map((type) => affix(templated ? first : `${type}-${first}`, type, txt)),
  ];
  return labels.map((label) => [label, ...rest].join('.').toLowerCase());
}

function affix(
  label: string,
  type: string,
  txt: { readonly prefix: string; readonly suffix: string },
): string {
  return `${txt.prefix.replaceAll(RECORD_TYPE, type)}${label}${txt.suffix.replaceAll(RECORD_TYPE, type)}`;
}

/** Label by label and only where needed: `domainToASCII` parses a host, and would turn `1.2.3` into `1.2.0.3`. */
function toAscii(domain: string): string {
  return domain
    .split('.')
    .map((label) => (/[^ -~]/.test(label) ? domainToASCII(label) : label))
    .join('.');
}
