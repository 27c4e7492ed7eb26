import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const MODULE = pathToFileURL(join(import.meta.dirname, 'guarded-run.ts')).href;
const RUN = `
const { runGuarded } = await import(${JSON.stringify(MODULE)});
process.exitCode = await runGuarded(process.argv[1], ['sh', '-c', process.argv[2]]);
`;
/** A server with a directory of its own. */
const SERVER = 'mktemp -d; sleep 600 & echo "$$ $!"; wait';
const GONE_WITHIN_MS = 15_000;

let directory: string;
let processes: ChildProcess[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'guarded-'));
  processes = [];
});
afterEach(() => {
  for (const child of processes) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

function start(script: string): ChildProcess {
  const args = ['--input-type=module', '--eval', RUN, '--', directory, script];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  processes.push(child);
  return child;
}

/** What the program has printed once it says its process ids. */
async function untilServing(child: ChildProcess) {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    const [, made = '', pids = ''] = /^(\/\S+)\n(\d+ \d+)\n/.exec(text) ?? [];
    if (made !== '') return { made, pids: pids.split(' ') };
  }
  throw new Error(`ended before it served: ${text}`);
}

/** Whether one of them is there and not just waiting for its parent to notice its end. */
function isAlive(pid: string): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
}

async function untilNothingIsLeft(pids: readonly string[]): Promise<void> {
  const started = performance.now();
  while (pids.some(isAlive) || existsSync(directory)) {
    if (performance.now() - started > GONE_WITHIN_MS) return;
    await sleep(50);
  }
}

describe('a guarded run', () => {
  test('gives the status of the program, and ends what the program left running', async () => {
    const child = start('mktemp -d; sleep 600 >/dev/null & echo "$$ $!"; exit 3');
    const { made, pids } = await untilServing(child);

    const [code] = await once(child, 'exit');

    expect(code).toBe(3);
    expect(made.startsWith(directory)).toBe(true);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(existsSync(made), 'what a failed run leaves for whoever looks into it').toBe(true);
  });

  test('a program that is not there is a failure', async () => {
    const child = start('exec /nowhere/at/all 2>/dev/null');

    expect((await once(child, 'exit'))[0]).not.toBe(0);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    'ended by %s it leaves no process and no directory',
    async (signal) => {
      const child = start(SERVER);
      const { pids } = await untilServing(child);
      const exited = once(child, 'exit');

      child.kill(signal);
      await untilNothingIsLeft(pids);

      expect(pids.filter(isAlive)).toEqual([]);
      expect(existsSync(directory)).toBe(false);
      const codes = { SIGINT: 130, SIGTERM: 143, SIGKILL: null };
      expect((await exited)[0]).toBe(codes[signal]);
    },
  );

  test('under npm it ends with the shell that npm started it from', async () => {
    const command = `"$NODE" --input-type=module --eval "$RUN" -- "$DIRECTORY" "$SERVER"; true`;
    const environment = { NODE: process.execPath, RUN, DIRECTORY: directory, SERVER };
    const shell = spawn('sh', ['-c', command], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...environment, npm_lifecycle_event: 'test:real' },
    });
    processes.push(shell);
    const { pids } = await untilServing(shell);

    shell.kill('SIGTERM');
    await untilNothingIsLeft(pids);

    expect(pids.filter(isAlive)).toEqual([]);
    expect(existsSync(directory)).toBe(false);
  });
});
