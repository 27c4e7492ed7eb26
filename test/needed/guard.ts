import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';

/** One safety rule of the product, and what it looks like switched off. */
const GuardSchema = v.strictObject({
  /** Section of the design it belongs to, for the order of the table. */
  rule: v.string(),
  /** What it guards, as a sentence. */
  guard: v.string(),
  /** Where it is, below the root. */
  file: v.string(),
  /** Its text there; white space does not matter, and it must be there exactly once. */
  text: v.pipe(v.string(), v.minLength(1)),
  /** What stands there when it is switched off. @default nothing */
  off: v.optional(v.string(), ''),
  /** Test files or folders of which one must fail then; the nearest first. */
  tests: v.pipe(v.array(v.string()), v.minLength(1)),
});
export type Guard = v.InferOutput<typeof GuardSchema>;

const GuardList = v.array(GuardSchema);

/** Lists of guards, by the part of the product. */
const LISTS: readonly string[] = ['secrets', 'secrets-bulk', 'dns', 'shared', 'notify'];

/**
 * Every guard, in the order of the lists.
 * @throws ValiError naming a field that is wrong
 */
export function readGuards(): readonly Guard[] {
  return LISTS.flatMap((name) => {
    const text = readFileSync(join(import.meta.dirname, 'guards', `${name}.yaml`), 'utf8');
    return v.parse(GuardList, parse(text));
  });
}

/**
 * A source file without a guard.
 * @throws Error when the text of the guard is not there, or more than once
 */
export function switchOff({ text, off, file }: Guard, source: string): string {
  const pattern = new RegExp(
    text
      .trim()
      .split(/\s+/)
      .map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
      .join('\\s+'),
    'g',
  );
  const found = source.match(pattern)?.length ?? 0;
  if (found !== 1) {
    throw new Error(`${file} has the text ${found} times instead of once: ${JSON.stringify(text.trim())}`);
  }
  return source.replace(pattern, () => off.trim());
}
