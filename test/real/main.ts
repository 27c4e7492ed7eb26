import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runGuarded } from './guarded-run.ts';
import { keepLogs } from './keep-logs.ts';

/**
 * `npm run test:real`: everything that can be held to servers we did not write (run-parts.ts). Nothing that it started
 * is left when it ends, however it ends; of its files the logs are left when something failed. Arguments name the parts
 * to run.
 */
const directory = mkdtempSync(join(tmpdir(), 'sluice-real-'));
process.env['SLUICE_KEEP_LOGS'] = '1';
// Four servers written in Go at a time on two cores: memory for time.
process.env['GOGC'] ??= '400';
// Most of what runs here is Node that loads the same modules as the one before.
process.env['NODE_COMPILE_CACHE'] ??= join(directory, 'compile-cache');
const program = [process.execPath, join(import.meta.dirname, 'run-parts.ts'), ...process.argv.slice(2)];
process.exitCode = await runGuarded(directory, program);
if (process.exitCode === 0) rmSync(directory, { recursive: true, force: true });
else keepLogs(directory);
