import { domainToUnicode } from 'node:url';

/**
 * Which names and zones are in question (ExternalDNS `endpoint/domain_filter.go`). `x` matches `x` and below, `.x`
 * only below; exclusion wins; a regular expression, if either is set, replaces the lists.
 */
export interface DomainFilterOptions {
  readonly domainFilters: readonly string[];
  readonly excludeDomains: readonly string[];
  readonly regexDomainFilter: string;
  readonly regexDomainExclusion: string;
}

export interface DomainFilter {
  matches(domain: string): boolean;
  /** Whether `domain` is a parent of one of the filters (`--aws-zone-match-parent`). */
  matchesParent(domain: string): boolean;
}

/** Throws SyntaxError for a regular expression that cannot be compiled. */
export function createDomainFilter(options: DomainFilterOptions): DomainFilter {
  const { regexDomainFilter, regexDomainExclusion } = options;
  if (regexDomainFilter !== '' || regexDomainExclusion !== '') {
    const include = compileGoRegExp(regexDomainFilter);
    const exclude = regexDomainExclusion === '' ? undefined : compileGoRegExp(regexDomainExclusion);
    return {
      matches: (domain) => {
        const name = normalizeDomain(domain);
        return exclude?.test(name) !== true && include.test(name);
      },
      matchesParent: () => false,
    };
  }
  const include = prepare(options.domainFilters);
  const exclude = prepare(options.excludeDomains);
  return {
    matches: (domain) => {
      const name = normalizeDomain(domain);
      if (include.length > 0 && !include.some((filter) => covers(filter, name))) return false;
      return !exclude.some((filter) => covers(filter, name));
    },
    matchesParent: (domain) => {
      const name = normalizeDomain(domain);
      if (exclude.some((filter) => covers(filter, name))) return false;
      if (include.length === 0) return true;
      return include.some((filter) => !filter.startsWith('.') && filter.endsWith(`.${name}`));
    },
  };
}

/**
 * Name as filters compare it: lower-case Unicode without a final dot.
 */
export function normalizeDomain(domain: string): string {
  const lower = domain.toLowerCase();
  const trimmed = lower.endsWith('.') ? lower.slice(0, -1) : lower;
  if (!trimmed.includes('xn--')) return trimmed;
  return trimmed
    .split('.')
    .map((label) => (label.startsWith('xn--') ? labelToUnicode(label) : label))
    .join('.');
}

/** `xn--` with nothing behind it encodes the empty label, which Node leaves as it is. */
function labelToUnicode(label: string): string {
  return label === 'xn--' ? '' : domainToUnicode(label);
}

/**
 * A Go (RE2) expression as a JavaScript one: leading flags become flags. What RE2 lacks (look-around, references)
 * JavaScript accepts; configuration is trusted. Throws SyntaxError.
 */
export function compileGoRegExp(source: string): RegExp {
  const flags = /^\(\?([ims]+)\)/.exec(source);
  if (flags === null) return new RegExp(source, 'u');
  return new RegExp(source.slice(flags[0].length), `${flags[1] ?? ''}u`);
}

function prepare(filters: readonly string[]): readonly string[] {
  return filters.map((filter) => normalizeDomain(filter.trim())).filter((filter) => filter !== '');
}

function covers(filter: string, name: string): boolean {
  if (filter.startsWith('.')) return name.endsWith(filter);
  return name === filter || name.endsWith(`.${filter}`);
}
