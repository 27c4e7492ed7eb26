import { join } from 'node:path';
import * as v from 'valibot';
import type { ListedDivergence } from './divergence.ts';
import type { CorpusKind } from './driver.ts';
import { readYaml } from './read-yaml.ts';

const Entry = v.strictObject({
  case: v.string(),
  step: v.number(),
  field: v.string(),
  because: v.string(),
  ours: v.unknown(),
});
const DivergenceList = v.strictObject({
  eso: v.array(Entry),
  externaldns: v.array(Entry),
  vectors: v.array(Entry),
});

/** test/corpus/divergences.yaml, the entries of one folder. Throws when the file is not of its shape. */
export function readDivergences(kind: CorpusKind): readonly ListedDivergence[] {
  return v.parse(DivergenceList, readYaml(join(import.meta.dirname, 'divergences.yaml')))[kind];
}

/** Listed cases may make up this share of a folder, those tagged `quirk` or `danger` aside. */
export const LISTED_SHARE_MAX = 0.05;
