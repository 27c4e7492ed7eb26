import { readFileSync } from 'node:fs';
import { parse, type ScalarTag, type Tags } from 'yaml';

/**
 * Reads a recorded case. The recordings were written by PyYAML, whose YAML 1.1 leaves `1e3`, `1.5e3` and `0o17`
 * unquoted when they are strings, because to YAML 1.1 they are; a YAML 1.2 parser would make numbers of them.
 */
export function readYaml(path: string): unknown {
  return parse(readFileSync(path, 'utf8'), OPTIONS);
}

/** Generated files have no doubled keys and no errors to show in colour: not looking for them saves a third. */
const OPTIONS = { maxAliasCount: -1, prettyErrors: false, uniqueKeys: false, customTags: asWritten } as const;

const SIGNED_EXPONENT = /^[-+]?[0-9]+\.[0-9]*[eE][-+][0-9]+$/;

function asWritten(tags: Tags): Tags {
  return tags.flatMap((tag) => {
    if (typeof tag === 'string' || !('format' in tag)) return [tag];
    if (tag.format === 'OCT') return [];
    return tag.format === 'EXP' ? [{ ...(tag as ScalarTag), test: SIGNED_EXPONENT }] : [tag];
  });
}
