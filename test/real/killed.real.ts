import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';

const LOOK_MS = 100;
const PATIENCE_MS = 120_000;
const ROOT = join(import.meta.dirname, '..', '..');

interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** Everything that runs; what only waits for its parent to notice its end does not. */
function readProcesses(): readonly RunningProcess[] {
  const { stdout } = spawnSync('ps', ['-e', '-ww', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, stat = '', command = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/v.exec(line) ?? [];
    return pid === undefined || stat.startsWith('Z')
      ? []
      : [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

/** What a process has started, and what that has started. */
function descendantsOf(pid: number, all = readProcesses()): readonly RunningProcess[] {
  const children = all.filter(({ parent }) => parent === pid);
  return [...children, ...children.flatMap((child) => descendantsOf(child.pid, all))];
}

/** Gives up at the end of its patience; whoever asked looks for himself. */
async function until(condition: () => boolean): Promise<void> {
  const started = performance.now();
  while (!condition() && performance.now() - started < PATIENCE_MS) {
    await sleep(LOOK_MS);
  }
}

const SERVERS = ['/etcd', '/kube-apiserver', '/moto_server'];

function areAllIn(processes: readonly RunningProcess[]): boolean {
  return SERVERS.every((server) => processes.some(({ command }) => command.includes(server)));
}

// How it ends otherwise is shown without servers: guarded-run.test.ts.
test('a run that is ended while its servers run leaves no process and no file behind', async () => {
  const temporary = mkdtempSync(join(tmpdir(), 'killed-'));
  const child = spawn(process.execPath, [join(ROOT, 'test', 'real', 'main.ts'), 'corpus-externaldns'], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: 'ignore',
  });
  const { pid = 0 } = child;
  await until(() => areAllIn(descendantsOf(pid)));
  const started = descendantsOf(pid);
  expect(areAllIn(started)).toBe(true);
  const exited = once(child, 'exit');

  child.kill('SIGTERM');
  await exited;

  const left = () => readProcesses().filter((running) => started.some((one) => one.pid === running.pid));
  await until(() => left().length === 0 && readdirSync(temporary).length === 0);
  expect([left(), readdirSync(temporary)]).toEqual([[], []]);
  rmdirSync(temporary);
});
