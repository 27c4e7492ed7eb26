import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Explanations } from '../../divergence.ts';
import { readDivergences } from '../../divergence-list.ts';
import type { CorpusCase, LoadCases } from '../../driver.ts';
import { dnsRunners } from './dns.ts';
import { runVector } from './judge-vector.ts';
import { vectorRules } from './rules.ts';
import { secretsRunners } from './secrets.ts';
import type { Vector, VectorRunners } from './vector.ts';

/** Reference material, not vectors (test/corpus/vectors/README.md). */
const REFERENCE_FILE = 'functions.jsonl';

/** Every vector of every `.jsonl` file of a directory, by file and line. */
export const loadCases: LoadCases = async (directory) => {
  const explanations = { listed: readDivergences('vectors'), rules: vectorRules };
  const files = readdirSync(directory).filter((name) => name.endsWith('.jsonl') && name !== REFERENCE_FILE);
  return files.sort().flatMap((name) => loadFile(join(directory, name), explanations));
};

const RUNNERS: VectorRunners = { ...secretsRunners, ...dnsRunners };

function loadFile(path: string, explanations: Explanations<Vector>): CorpusCase[] {
  const topic = basename(path, '.jsonl');
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => {
    const vector = JSON.parse(line) as Vector;
    const run = () => runVector(vector, RUNNERS[topic], explanations);
    return { id: vector.id, topic, tags: vector.tags, run };
  });
}
