import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const ROOT = join(import.meta.dirname, '..');
const RUN = join(ROOT, '.ci', 'run');
const TOOLS = ['npm', 'go', 'python3'];

let bin: string;
beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), 'ci-'));
  for (const tool of ['bash', 'dirname', 'mktemp', 'rm', 'tee', 'grep', 'tail', 'mkfifo']) {
    const { stdout } = spawnSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' });
    symlinkSync(stdout.trim(), join(bin, tool));
  }
});
afterEach(() => rmSync(bin, { recursive: true }));

/** Puts a program on the path that says what it was asked, and fails when that contains `fails`. */
function install(tool: string, fails = 'nothing'): void {
  const script = `#!/bin/sh\necho "${tool} $*"\necho "3 passed, 0 failed"\ncase "$*" in *"${fails}"*) echo "FAILED a > b"; exit 7;; esac\n`;
  writeFileSync(join(bin, tool), script);
  chmodSync(join(bin, tool), 0o755);
}

function run() {
  const { status, stdout } = spawnSync('bash', [RUN], { encoding: 'utf8', env: { PATH: bin } });
  return { status, lines: stdout.trimEnd().split('\n') };
}

describe('.ci/run', () => {
  test('runs the README’s commands and the real servers, and ends with a summary', () => {
    for (const tool of TOOLS) install(tool);

    const { status, lines } = run();

    const steps = [...['ci --no-audit --no-fund', 'test', 'start -- --once'], 'run test:real'];
    expect(lines.filter((line) => line.startsWith('npm ') && !line.includes(': '))).toEqual(
      steps.map((step) => `npm ${step}`),
    );
    expect(lines.at(-1)).toBe('passed');
    expect(lines.at(-3)).toMatch(/^npm run test:real: passed in \d+ s \(3 passed, 0 failed\)$/v);
    expect(status).toBe(0);
  });

  test('a step that fails makes it fail, and the others are run all the same', () => {
    for (const tool of TOOLS) install(tool, 'start');

    const { status, lines } = run();

    const [told, why] = lines.slice(lines.findIndex((line) => line.includes(': FAILED with status 7')));
    expect(told).toMatch(/^npm start -- --once: FAILED/v);
    expect(why).toBe('FAILED a > b');
    expect(lines).toContain('npm run test:real');
    expect(lines.at(-1)).toBe('failed');
    expect(status).toBe(1);
  });

  test.each(TOOLS)('without %s it fails at once and says what to install', (missing) => {
    for (const tool of TOOLS) if (tool !== missing) install(tool);

    const { status, lines } = run();

    expect(lines).toEqual([expect.stringMatching(new RegExp(`^${missing} is missing: install `, 'v'))]);
    expect(status).toBe(1);
  });
});

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly 'timeout-minutes'?: number;
}

function readWorkflow(name: string) {
  return parse(readFileSync(join(ROOT, '.github', 'workflows', name), 'utf8')) as {
    readonly on: object;
    readonly permissions: object;
    readonly jobs: Readonly<
      Record<string, { readonly steps: readonly Step[]; readonly 'timeout-minutes': number }>
    >;
  };
}

describe('.github/workflows/check.yml', () => {
  test('does the same for pull requests, with nothing but reading allowed', () => {
    const workflow = readWorkflow('check.yml');

    expect(workflow.on).toHaveProperty('pull_request');
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(workflow.jobs['check']?.steps.flatMap(({ run: command }) => command ?? [])).toEqual(['.ci/run']);
  });
});

describe('.github/workflows/nightly.yml', () => {
  const workflow = readWorkflow('nightly.yml');
  const { steps = [], 'timeout-minutes': limit } = workflow.jobs['nightly'] ?? {};

  test('runs by schedule and by hand what takes hours, with nothing but reading allowed', () => {
    expect(workflow.on).toEqual({
      schedule: [{ cron: expect.stringMatching(/^\d+ \d+ \* \* \*$/v) }],
      workflow_dispatch: null,
    });
    expect(workflow.permissions).toEqual({ contents: 'read' });
    const commands = steps.flatMap(({ run: command }) => command ?? []);
    expect(commands).toEqual([
      'npm ci',
      'npm run simulate -- --planted',
      'npm run simulate',
      'npm run test:needed',
    ]);
  });

  test('each command has a limit of its own, within those of GitHub’s runners', () => {
    const limits = steps.flatMap((step) => (step.run === undefined ? [] : (step['timeout-minutes'] ?? NaN)));

    expect(limits.reduce((sum, minutes) => sum + minutes)).toBe(limit);
    expect(limit).toBeLessThan(360);
  });

  test('its actions are those of check.yml', () => {
    const used = (some: readonly Step[] = []) => some.flatMap(({ uses }) => uses ?? []);

    const known = used(readWorkflow('check.yml').jobs['check']?.steps);
    expect(used(steps).filter((action) => !known.includes(action))).toEqual([]);
  });
});
