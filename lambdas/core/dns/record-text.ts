import { RECORD_TEXT_CHARACTERS_MAX } from '../bounds.ts';
import type { RecordSet } from './record-set.ts';

/**
 * A record set in one line, for reports: `A 300 192.0.2.1`, `A alias lb.example.com`, and what its routing says. The
 * names of its markers stand behind, since a set without them is not yet one of ours. Cut where it is too long.
 */
export function recordText(set: RecordSet, markers: readonly { readonly name: string }[] = []): string {
  const { name: _name, type, ttl, values, alias, ...routing } = set;
  const target =
    alias === undefined
      ? `${ttl ?? ''} ${[...(values ?? [])].sort().join(',')}`
      : `alias ${alias.dnsName.replace(/\.$/, '')}${alias.evaluateTargetHealth ? '' : ' without health'}`;
  const entries = Object.entries(routing).filter(([, value]) => value !== undefined);
  const rules = entries.map(
    ([key, value]) => ` ${key}=${typeof value === 'object' ? JSON.stringify(value) : value}`,
  );
  const marked = markers.map((marker) => marker.name).sort();
  const text = `${type} ${target}${rules.sort().join('')}${marked.length === 0 ? '' : ` marked by ${marked.join(',')}`}`;
  return text.length <= RECORD_TEXT_CHARACTERS_MAX
    ? text
    : `${text.slice(0, RECORD_TEXT_CHARACTERS_MAX - 3)}...`;
}
