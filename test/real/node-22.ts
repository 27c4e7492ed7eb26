import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../../sandbox/control-plane/cache-directory.ts';
import { runTool } from '../../sandbox/control-plane/run-tool.ts';

/** Plain Node 22, as the npm package of that name has it: not the Node of this repository. */
const PACKAGE = 'node@22.23.3';

/** Installs it, or finds what an earlier run installed. Out: path of its `node`. */
export async function prepareNode22(): Promise<string> {
  const directory = join(cacheDirectory(), PACKAGE);
  const path = join(directory, 'node_modules', '.bin', 'node');
  if (existsSync(path)) return path;
  mkdirSync(cacheDirectory(), { recursive: true });
  // Elsewhere first: a run that is interrupted leaves nothing that looks finished.
  const unfinished = mkdtempSync(`${directory}-`);
  try {
    const args = ['install', '--no-audit', '--no-fund', '--prefix', unfinished, PACKAGE];
    await runTool({ command: 'npm', args, install: 'Node.js', cwd: unfinished });
    renameSync(unfinished, directory);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return path;
}
