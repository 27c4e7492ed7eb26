import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { readConfigFile } from '../../lambdas/adapters/config-file.ts';
import { createLog } from '../../lambdas/adapters/log.ts';
import { createMetrics } from '../../lambdas/adapters/metrics.ts';
import { TerminalError } from '../../lambdas/core/errors.ts';
import { SecretValue } from '../../lambdas/core/secret-value.ts';

afterEach(() => vi.restoreAllMocks());

/** Everything written to the standard streams while `run` runs. */
function captureOutput(run: () => void): readonly string[] {
  const lines: string[] = [];
  const write = (chunk: unknown) => {
    lines.push(String(chunk).trim());
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(write);
  vi.spyOn(process.stderr, 'write').mockImplementation(write);
  run();
  return lines;
}

describe('the log', () => {
  test('writes one JSON line with the fields of the function and of the call', () => {
    const lines = captureOutput(() =>
      createLog({ half: 'secrets' }).warn('run failed', { subject: 'Secret/a/b' }),
    );

    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'WARN',
      message: 'run failed',
      half: 'secrets',
      subject: 'Secret/a/b',
      service: 'sluice',
    });
  });

  test('shows no secret value, whatever is passed', () => {
    const value = SecretValue.ofText('hunter2');
    const error = new TerminalError('refused', { cause: value });

    const lines = captureOutput(() => createLog().error('oops', { value, nested: { list: [value] }, error }));

    expect(lines.join()).toContain('[secret]');
    expect(lines.join()).not.toContain('hunter2');
  });
});

describe('the metrics', () => {
  test('are one line an invocation, under exactly the dimensions that alarms name', () => {
    const metrics = createMetrics({ half: 'dns' });

    const lines = captureOutput(() => {
      metrics.count('Created', 2);
      metrics.milliseconds('EventAge', 1_500);
      metrics.flush();
      metrics.flush();
    });

    expect(lines).toHaveLength(1);
    const published = JSON.parse(lines[0] ?? '');
    expect(published).toMatchObject({ half: 'dns', Created: 2, EventAge: 1_500 });
    expect(published._aws.CloudWatchMetrics).toEqual([
      {
        Namespace: 'Sluice',
        Dimensions: [['half']],
        Metrics: [
          { Name: 'Created', Unit: 'Count' },
          { Name: 'EventAge', Unit: 'Milliseconds' },
        ],
      },
    ]);
  });

  test('of one invocation do not appear in the next', () => {
    const metrics = createMetrics({ half: 'dns' });

    const lines = captureOutput(() => {
      metrics.count('Created', 2);
      metrics.flush();
      metrics.count('Updated', 1);
      metrics.flush();
    });

    expect(JSON.parse(lines[1] ?? '')).not.toHaveProperty('Created');
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ half: 'dns', Updated: 1 });
  });
});

describe('the configuration file', () => {
  const directories: string[] = [];
  afterEach(() => {
    for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
  });

  function fileHolding(text: string): string {
    const directory = mkdtempSync(join(tmpdir(), 'sluice-config-'));
    directories.push(directory);
    writeFileSync(join(directory, 'sluice.json'), text);
    return join(directory, 'sluice.json');
  }

  test('is read from where SLUICE_CONFIG says', () => {
    expect(readConfigFile({ SLUICE_CONFIG: fileHolding('{"mode":"observe"}') })).toEqual({ mode: 'observe' });
  });

  test.each(['/nowhere/sluice.json', fileHolding('{')])(
    'that cannot be read is an error naming the file',
    (path) => {
      expect(() => readConfigFile({ SLUICE_CONFIG: path })).toThrow(TerminalError);
      expect(() => readConfigFile({ SLUICE_CONFIG: path })).toThrow(path);
    },
  );
});
