import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const PATCHES = join(import.meta.dirname, 'planted');
const files = readdirSync(PATCHES);

/** Files that a patch changes, and the lines it finds there, one text a hunk. */
function quotedBy(patch: string): readonly (readonly [path: string, text: string])[] {
  return patch
    .split(/^--- a\//m)
    .slice(1)
    .flatMap((part) => {
      const path = part.slice(0, part.indexOf('\n'));
      const hunks = part.split(/^@@.*@@\n/m).slice(1);
      return hunks.map((hunk) => [path, linesBefore(hunk)] as const);
    });
}

function linesBefore(hunk: string): string {
  const lines = hunk.split('\n').filter((line) => line.startsWith(' ') || line.startsWith('-'));
  return lines.map((line) => line.slice(1)).join('\n');
}

/** `npm run simulate -- --planted` shows that each is found. */
describe('a planted bug', () => {
  it.each(files)('%s says what it may break, and still applies', (file) => {
    const patch = readFileSync(join(PATCHES, file), 'utf8');
    const quoted = quotedBy(patch);

    expect(file).toMatch(/^(secrets|dns)-[a-z0-9-]+\.patch$/);
    expect(patch).toMatch(/^breaks: I\d+(, I\d+)*$/m);
    expect(quoted.length).toBeGreaterThan(0);
    const missing = quoted.filter(([path, text]) => !readFileSync(join(ROOT, path), 'utf8').includes(text));
    expect(missing).toEqual([]);
  });

  it('is one of a dozen at least', () => {
    expect(files.length).toBeGreaterThanOrEqual(12);
  });
});
