import { beforeAll, describe, expect, test } from 'vitest';
import { LISTED_SHARE_MAX, readDivergences } from './divergence-list.ts';
import { FOLDERS, formatFigures, ownFolder, readFigures } from './figures.ts';
import { type FolderRun, runFolder } from './run.ts';

/** Generous for a busy machine; a folder takes seconds. */
const TIMEOUT_MS = 120_000;

describe.each(FOLDERS)('our recordings of %s', (kind) => {
  let run: FolderRun;
  beforeAll(async () => {
    run = await runFolder(kind, ownFolder(kind));
  }, TIMEOUT_MS);

  test('are followed, or differed from for a documented reason', () => {
    const failed = run.results.filter(({ outcome }) => outcome === 'failed');

    expect(failed.map(({ id, diff }) => `${id}: ${diff?.slice(0, 3).join(' | ')}`)).toEqual([]);
  });

  test('give the figures of docs/compatibility.md (rewrite: npm run corpus -- figures --write)', () => {
    expect(readFigures()).toContain(formatFigures(kind, run.results).join('\n'));
  });

  test('have at most 5 % listed divergences, quirk and danger aside', () => {
    const ordinary = run.results.filter(({ tags }) => !tags.includes('quirk') && !tags.includes('danger'));
    const ids = new Set(ordinary.map(({ id }) => id));
    const listed = new Set(readDivergences(kind).map((entry) => entry.case));
    const counted = [...listed].filter((id) => ids.has(id));

    expect(counted.length).toBeLessThanOrEqual(run.results.length * LISTED_SHARE_MAX);
  });

  test('know every case that divergences.yaml lists', () => {
    const ids = new Set(run.results.map(({ id }) => id));

    expect(readDivergences(kind).filter((entry) => !ids.has(entry.case))).toEqual([]);
  });
});
