import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { Narrator } from '../../sandbox/narrative/narrator.ts';
import { Stage } from '../../sandbox/narrative/stage.ts';
import { freePorts } from '../../sandbox/runtime/ports.ts';
import { type SandboxOptions, startSandbox } from '../../sandbox/runtime/start-sandbox.ts';
import { bundleFunctions } from '../../stack/bundle.ts';
import { definitionsOf, readRealDefinitions } from '../real/definitions.ts';

/** A sandbox from the real template and the real bundles, and somebody to act in it. */
export class World extends Stage {
  /** What went wrong outside any function. */
  readonly problems: readonly string[];

  constructor(stage: Stage, problems: readonly string[]) {
    super(stage.sandbox, stage.narrator);
    this.problems = problems;
  }

  /** The next sweep, and everything that follows from it. */
  async sweep(): Promise<void> {
    await this.untilIdle();
    this.advanceToSweep('a test asks for it');
    await this.untilIdle();
  }

  /** Long enough for the second observation of what the last sweep found absent. */
  async secondObservation(): Promise<void> {
    this.advance(61_000, 'a test asks for it');
    await this.untilIdle();
  }

  /** Waits until `look` gives this. Throws with what it gave last. */
  async until<T>(look: () => T | Promise<T>, expected: T): Promise<void> {
    let last: T | undefined;
    const seen = await this.await(async () => {
      last = await look();
      return last === expected ? true : undefined;
    });
    if (seen === undefined) throw new Error(`expected ${String(expected)}, last saw ${String(last)}`);
  }
}

let bundled: Promise<string> | undefined;

/** The bundles, made once a worker: test files share their modules (vitest.config.ts), and so these. */
async function bundle(): Promise<string> {
  const directory = mkdtempSync(join(inject('scratch'), 'bundles-'));
  await bundleFunctions(directory);
  return directory;
}

/**
 * Starts a world on free ports; `close` its sandbox at the end. With `SLUICE_REAL_API=1`, which `npm run test:real`
 * sets, a real kube-apiserver takes the place of the sandbox's, with the definitions that `SLUICE_REAL_CRDS` asks for.
 */
export async function startWorld(
  edit?: SandboxOptions['edit'],
  surroundings: Pick<SandboxOptions, 'configure' | 'between'> = {},
): Promise<World> {
  bundled ??= bundle();
  const problems: string[] = [];
  const real = process.env['SLUICE_REAL_API'] === '1';
  const sandbox = await startSandbox({
    ports: await freePorts(),
    report: (text) => problems.push(text),
    insyncAfterMs: 0,
    real,
    ...(real ? { definitions: await readRealDefinitions(definitionsOf()) } : {}),
    bundles: await bundled,
    ...surroundings,
    ...(edit === undefined ? {} : { edit }),
  });
  return new World(new Stage(sandbox, new Narrator({ write: () => undefined })), problems);
}
