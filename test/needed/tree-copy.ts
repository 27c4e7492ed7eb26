import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
/** What the tests of guards run on. */
const PARTS: readonly string[] = [
  'cli',
  'config',
  'docs',
  'lambdas',
  'manifests',
  'sandbox',
  'stack',
  'test',
  'cdk.json',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
];
/** Large, and never changed: the copy refers to them. */
const LINKED: readonly string[] = ['node_modules', 'test/corpus/eso', 'test/corpus/externaldns'];

/** A copy of the tree in a temporary directory, in which sources are changed: the tree itself never is. */
export class TreeCopy {
  readonly directory = mkdtempSync(join(tmpdir(), 'sluice-needed-'));

  constructor() {
    for (const part of PARTS) {
      cpSync(join(ROOT, part), join(this.directory, part), {
        recursive: true,
        filter: (path) => !LINKED.includes(relative(ROOT, path)),
      });
    }
    for (const part of LINKED) symlinkSync(join(ROOT, part), join(this.directory, part));
  }

  /** Runs `work` while a file of the copy reads as `change` makes it; the file is as before afterwards. */
  async withChange<T>(file: string, change: (source: string) => string, work: () => Promise<T>): Promise<T> {
    const path = join(this.directory, file);
    const before = readFileSync(path, 'utf8');
    writeFileSync(path, change(before));
    try {
      return await work();
    } finally {
      writeFileSync(path, before);
    }
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
