import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CorpusKind } from './driver.ts';
import type { RunResult } from './run.ts';

/**
 * test/corpus/pending.txt: ids of cases that fail while the halves are being built, grouped under
 * `[folder/topic]`. It may only shrink by cases that pass: an unlisted failure fails `npm test`, and so does a
 * listed case that no longer fails.
 */
export const PENDING_PATH: string = join(import.meta.dirname, 'pending.txt');

const HEADER = [
  '# Cases that fail today, by folder and topic. npm test fails when a case outside this list fails, and when a',
  '# case on it no longer does. Rewrite one folder with: npm run corpus -- eso test/corpus/eso --update-pending',
];

/** Ids listed for one folder; none when the file does not exist. */
export function readPending(kind: CorpusKind, path: string = PENDING_PATH): ReadonlySet<string> {
  const groups = readGroups(path).filter((group) => group.title.startsWith(`${kind}/`));
  return new Set(groups.flatMap((group) => group.ids));
}

/** What is wrong between the list and a run: one line a case; empty when they agree. */
export function checkPending(listed: ReadonlySet<string>, results: readonly RunResult[]): string[] {
  const known = new Set(results.map((result) => result.id));
  const unlisted = results.filter((result) => result.outcome === 'failed' && !listed.has(result.id));
  const fixed = results.filter((result) => result.outcome !== 'failed' && listed.has(result.id));
  return [
    ...unlisted.map(({ id, diff }) => `${id} fails and is not pending: ${diff?.slice(0, 3).join(' | ')}`),
    ...fixed.map(
      ({ id, outcome }) => `${id} is listed as pending but ${outcome}: remove it from pending.txt`,
    ),
    ...[...listed]
      .filter((id) => !known.has(id))
      .map((id) => `${id} is listed as pending but there is no such case`),
  ];
}

/** Rewrites the groups of one folder with the failures of a run over all of it; other folders stay. */
export function writePending(
  kind: CorpusKind,
  results: readonly RunResult[],
  path: string = PENDING_PATH,
): void {
  const failed = results.filter((result) => result.outcome === 'failed');
  const mine = [...Map.groupBy(failed, (result) => result.topic)].map(([topic, cases]) => ({
    title: `${kind}/${topic}`,
    ids: cases.map((result) => result.id).sort(),
  }));
  const others = readGroups(path).filter((group) => !group.title.startsWith(`${kind}/`));
  const groups = [...others, ...mine].sort((a, b) => (a.title < b.title ? -1 : 1));
  const lines = groups.flatMap((group) => ['', `[${group.title}]`, ...group.ids]);
  writeFileSync(path, `${[...HEADER, ...lines].join('\n')}\n`);
}

interface Group {
  readonly title: string;
  readonly ids: readonly string[];
}

function readGroups(path: string): readonly Group[] {
  if (!existsSync(path)) return [];
  const groups: { title: string; ids: string[] }[] = [];
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const title = /^\[(.+)\]$/v.exec(line)?.[1];
    if (title !== undefined) groups.push({ title, ids: [] });
    else if (groups.length === 0) throw new Error(`${path}: "${line}" stands before any [folder/topic] line`);
    else groups.at(-1)?.ids.push(line);
  }
  return groups;
}
