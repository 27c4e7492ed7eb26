import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithProcess } from './end-with-process.ts';

/** A directory that does not outlive this process. */
export interface ScratchDirectory {
  readonly path: string;
  /** Removes it. With `SLUICE_KEEP_LOGS=1`, which `npm run test:real` sets, it stays, for whoever asked to look into. */
  remove(): void;
  /** Leaves it where it is, also at the end of the process. */
  keep(): void;
}

/** What was just killed may still write into it. */
const REMOVAL = { recursive: true, force: true, maxRetries: 5, retryDelay: 50 } as const;

/** Makes `<temporary directory>/<prefix>XXXXXX`. */
export function createScratchDirectory(prefix: string): ScratchDirectory {
  const path = mkdtempSync(join(tmpdir(), prefix));
  const takeBack = endWithProcess(() => rmSync(path, REMOVAL));
  return {
    path,
    remove() {
      takeBack();
      if (process.env['SLUICE_KEEP_LOGS'] !== '1') rmSync(path, REMOVAL);
    },
    keep: takeBack,
  };
}
