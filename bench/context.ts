import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleFunction, type FunctionBundle } from '../stack/bundling/bundle-function.ts';
import { type Child, startChild } from './processes/child.ts';
import type { Methods } from './processes/rpc.ts';

const ROOT = join(import.meta.dirname, '..');

export type FunctionName = 'secret-sync' | 'dns-sync' | 'notify';

/** What the sections share in one run. */
export interface Bench {
  /** Sizes that take minutes are measured too. */
  readonly full: boolean;
  /** A real kube-apiserver stands in the sandbox's place. */
  readonly real: boolean;
  /** Removed at the end. */
  readonly directory: string;
  /** The function as it is deployed; built once a run. Over budget or not: the bench reports that. */
  bundle(name: FunctionName): Promise<FunctionBundle>;
  /**
   * Starts a program of `bench/function/` as plain CommonJS, the way bundles are made: stripping types at run time
   * would be counted as the function's time and memory.
   */
  startProgram<M extends Methods>(name: string, env?: Readonly<Record<string, string>>): Promise<Child<M>>;
  /** Starts `bench/world/main.ts`, the servers. */
  startServers<M extends Methods>(): Child<M>;
  /** Ends every process that is left and removes the files. */
  close(): Promise<void>;
}

export function createBench({ full, real }: Pick<Bench, 'full' | 'real'>): Bench {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  const bundles = new Map<FunctionName, Promise<FunctionBundle>>();
  const children: Child<Methods>[] = [];
  const start = <M extends Methods>(file: string, env: Readonly<Record<string, string>> = {}): Child<M> => {
    const child = startChild<M>({ file, env });
    children.push(child as unknown as Child<Methods>);
    return child;
  };
  return {
    full,
    real,
    directory,
    bundle(name) {
      const known =
        bundles.get(name) ?? bundleFunction({ root: ROOT, name, directory: join(directory, name) });
      bundles.set(name, known);
      return known;
    },
    async startProgram(name, env) {
      const file = join(directory, 'programs', `${name}.cjs`);
      await compileProgram(name, file);
      return start(file, env);
    },
    startServers: () => start(join(ROOT, 'bench', 'world', 'main.ts'), real ? { SLUICE_REAL_API: '1' } : {}),
    async close() {
      await Promise.all(children.splice(0).map((child) => child.close()));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function compileProgram(name: string, outfile: string): Promise<void> {
  await build({
    absWorkingDir: ROOT,
    entryPoints: [`bench/function/${name}.ts`],
    outfile,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    logLevel: 'silent',
  });
}
