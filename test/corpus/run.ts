import type { CaseServers, CorpusCase, CorpusKind, LoadCases } from './driver.ts';
import type { CaseResult } from './result.ts';

/** A result with what it is grouped by. */
export interface RunResult extends CaseResult {
  readonly topic: string;
  readonly tags: readonly string[];
}

/** One folder, run. */
export interface FolderRun {
  readonly results: readonly RunResult[];
  readonly seconds: number;
}

/** Which cases to run: all by default. `only` is a regular expression over ids. */
export interface CaseFilter {
  readonly only?: string | undefined;
  readonly topic?: string | undefined;
}

/** Which cases to run, and on what. */
export interface FolderOptions extends CaseFilter, CaseServers {}

const DRIVERS: Readonly<Record<CorpusKind, () => Promise<{ readonly loadCases: LoadCases }>>> = {
  eso: () => import('./drivers/eso/driver.ts'),
  externaldns: () => import('./drivers/externaldns/driver.ts'),
  vectors: () => import('./drivers/vectors/driver.ts'),
};

/** Whether `text` names one of the formats. */
export function isCorpusKind(text: string | undefined): text is CorpusKind {
  return text !== undefined && Object.hasOwn(DRIVERS, text);
}

/** Runs every case of a directory, one after the other. No case is skipped; what throws has failed. */
export async function runFolder(
  kind: CorpusKind,
  directory: string,
  { only: pattern, topic: wanted, ...servers }: FolderOptions = {},
): Promise<FolderRun> {
  const { loadCases } = await DRIVERS[kind]();
  const only = pattern === undefined ? undefined : new RegExp(pattern, 'v');
  const started = performance.now();
  const results: RunResult[] = [];
  for (const corpusCase of await loadCases(directory, servers)) {
    if (only !== undefined && !only.test(corpusCase.id)) continue;
    if (wanted !== undefined && wanted !== corpusCase.topic) continue;
    const { topic, tags } = corpusCase;
    results.push({ ...(await runCase(corpusCase)), topic, tags });
  }
  return { results, seconds: (performance.now() - started) / 1000 };
}

async function runCase(corpusCase: CorpusCase): Promise<CaseResult> {
  try {
    return await corpusCase.run();
  } catch (error) {
    const thrown = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { id: corpusCase.id, outcome: 'failed', diff: [`the run threw: ${thrown}`] };
  }
}
