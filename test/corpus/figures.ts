import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CorpusKind } from './driver.ts';
import { byTopic, tally } from './print.ts';
import { type RunResult, runFolder } from './run.ts';

/** The three folders of the repository, in the order of the table. */
export const FOLDERS: readonly CorpusKind[] = ['eso', 'externaldns', 'vectors'];

const DOCUMENT = join(import.meta.dirname, '../../docs/compatibility.md');
const BEGIN = '<!-- figures of npm run corpus, written by: npm run corpus -- figures --write -->';
const END = '<!-- end of figures -->';

/** Our own recordings of one format. */
export function ownFolder(kind: CorpusKind): string {
  return join(import.meta.dirname, kind);
}

/** One folder's part of the table: a row a topic and a last row with the sum. */
export function formatFigures(kind: CorpusKind, results: readonly RunResult[]): string[] {
  const row = (name: string, cases: readonly RunResult[]) => {
    const { passed, diverged, failed } = tally(cases);
    return `| ${name} | ${passed} | ${diverged} | ${failed} |`;
  };
  return [
    `| ${kind} | passed | diverged | failed |`,
    '|---|---|---|---|',
    ...[...byTopic(results)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([topic, cases]) => row(topic, cases)),
    row('**all**', results),
  ];
}

/** The part of docs/compatibility.md that the runs must agree with, without its markers. */
export function readFigures(): string {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [start, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`docs/compatibility.md must hold "${BEGIN}" and "${END}"`);
  return text.slice(start + BEGIN.length, end).trim();
}

/** Runs the three folders and prints the table; with `write` it also replaces the one in the document. */
export async function printFigures(write: boolean): Promise<number> {
  const parts: string[] = [];
  for (const kind of FOLDERS) {
    parts.push(formatFigures(kind, (await runFolder(kind, ownFolder(kind))).results).join('\n'));
  }
  const table = parts.join('\n\n');
  process.stdout.write(`${table}\n`);
  if (write) {
    const text = readFileSync(DOCUMENT, 'utf8');
    writeFileSync(
      DOCUMENT,
      text.replace(readFigures(), () => table),
    );
  }
  return 0;
}
