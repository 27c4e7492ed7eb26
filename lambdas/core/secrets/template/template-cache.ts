import type { ParsedTemplate } from './syntax/node.ts';

/** Parsed templates kept, and the bytes of their texts; the ones used longest ago go first. */
const TEMPLATES_MAX = 2_000;
const CHARACTERS_MAX = 4 * 1024 * 1024;

export interface TemplateCache {
  get(key: string): ParsedTemplate | undefined;
  set(key: string, parsed: ParsedTemplate): void;
}

/** A bounded cache of parsed templates, by their content. */
export function createTemplateCache(): TemplateCache {
  const kept = new Map<string, ParsedTemplate>();
  let characters = 0;
  const drop = (key: string): void => {
    kept.delete(key);
    characters -= key.length;
  };
  return {
    get(key) {
      const parsed = kept.get(key);
      if (parsed === undefined) return undefined;
      kept.delete(key);
      kept.set(key, parsed);
      return parsed;
    },
    set(key, parsed) {
      kept.set(key, parsed);
      characters += key.length;
      for (const oldest of kept.keys()) {
        if (kept.size <= TEMPLATES_MAX && characters <= CHARACTERS_MAX) break;
        drop(oldest);
      }
    },
  };
}
