import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../../sandbox/control-plane/cache-directory.ts';
import { runTool } from '../../sandbox/control-plane/run-tool.ts';

const REQUIREMENTS = join(import.meta.dirname, 'python', 'requirements.txt');
const INSTALL = 'install Python 3.11 or newer with its venv module (Debian: apt-get install python3-venv)';
/** Written last: an environment without it is unfinished. */
const FINISHED = 'finished';

/**
 * The directory of a virtual environment with moto, MiniStack and the AWS CLI, as pinned with hashes in python/requirements.txt;
 * made on first use, found by later runs.
 * @throws Error that says what to install when there is no Python 3 or it cannot make virtual environments
 */
export async function preparePython(report: (text: string) => void): Promise<string> {
  const version = await runTool({ command: 'python3', args: ['--version'], install: INSTALL });
  const directory = join(cacheDirectory(), `python-${fingerprint(version)}`);
  if (existsSync(join(directory, FINISHED))) return directory;
  report(`installing moto, MiniStack and the AWS CLI (once; kept in ${directory})`);
  rmSync(directory, { recursive: true, force: true });
  // A virtual environment has its own path written into its scripts: it is made where it stays.
  const made = runTool({ command: 'nice', args: ['python3', '-m', 'venv', directory], install: INSTALL });
  await made.catch((cause: unknown) => {
    throw new Error(`python3 cannot make a virtual environment: ${INSTALL}`, { cause });
  });
  await runTool({
    command: join(directory, 'bin', 'python'),
    args: ['-m', 'pip', 'install', '--quiet', '--require-hashes', '--requirement', REQUIREMENTS],
    install: INSTALL,
  });
  const marker = join(directory, FINISHED);
  writeFileSync(`${marker}.new`, version);
  renameSync(`${marker}.new`, marker);
  return directory;
}

/** Version that requirements.txt pins: `5.2.1`. */
export function emulatorVersion(name: 'moto' | 'ministack'): string {
  const text = readFileSync(REQUIREMENTS, 'utf8');
  const pin = [...text.matchAll(/^(?<name>[a-z]+)(?:\[[^\]]*\])?==(?<version>\S+)/gmv)].find(
    ({ groups }) => groups?.['name'] === name,
  );
  if (pin?.groups?.['version'] === undefined) throw new Error(`${REQUIREMENTS} does not pin ${name}`);
  return pin.groups['version'];
}

function fingerprint(version: string): string {
  const hash = createHash('sha256').update(version).update(readFileSync(REQUIREMENTS));
  return hash.digest('hex').slice(0, 16);
}
