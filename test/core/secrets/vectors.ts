import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const VECTORS = join(import.meta.dirname, '../../corpus/vectors');

/** One recorded vector; which fields it has depends on its file (test/corpus/vectors/README.md). */
export interface Vector {
  readonly id: string;
  readonly tags: readonly string[];
  readonly error?: string;
  readonly [field: string]: unknown;
}

/** The vectors of a file, recorded from the Go libraries that ESO uses. */
export function readVectors(file: string): readonly Vector[] {
  const text = readFileSync(join(VECTORS, file), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Vector);
}
