import { findFlagRule } from './flags.ts';

/** A flag as given: without dashes, `true` or `false` for one that takes no value. */
export interface GivenFlag {
  readonly flag: string;
  readonly value: string;
}

/** Words of a command line as flags; words that are none are left out. */
export function readFlags(words: readonly string[]): readonly GivenFlag[] {
  const flags: GivenFlag[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const [, name = '', , value] = /^--?([a-z0-9-]+)(=([\s\S]*))?$/.exec(words[index] ?? '') ?? [];
    if (name === '') continue;
    const negated = name.startsWith('no-') && findFlagRule(name.slice(3))?.type === 'flag';
    if (negated) flags.push({ flag: name.slice(3), value: 'false' });
    else if (value !== undefined) flags.push({ flag: name, value });
    else if (takesNoValue(name, words[index + 1])) flags.push({ flag: name, value: 'true' });
    else {
      flags.push({ flag: name, value: words[index + 1] ?? '' });
      index += 1;
    }
  }
  return flags;
}

/** `EXTERNAL_DNS_TXT_OWNER_ID` -> `txt-owner-id`; undefined for other variables. Lists are split at line breaks. */
export function readVariable(name: string, value: string): readonly GivenFlag[] {
  const [, rest] = /^EXTERNAL_DNS_([A-Z0-9_]+)$/.exec(name) ?? [];
  if (rest === undefined) return [];
  const flag = rest.toLowerCase().replaceAll('_', '-');
  return value.split('\n').map((line) => ({ flag, value: line }));
}

function takesNoValue(flag: string, next: string | undefined): boolean {
  return findFlagRule(flag)?.type === 'flag' || next === undefined || next.startsWith('--');
}
