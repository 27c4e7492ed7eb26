import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TerminalError } from '../core/errors.ts';

const FILE_NAME = 'sluice.json';

/**
 * The configuration that the stack put beside the bundle, or the file named by `SLUICE_CONFIG`. Not checked here:
 * each function parses it. Throws TerminalError `InvalidConfiguration`.
 */
export function readConfigFile(environment: Readonly<Record<string, string | undefined>>): unknown {
  const path = environment['SLUICE_CONFIG'] ?? join(bundleDirectory(), FILE_NAME);
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TerminalError(
      `configuration ${path} cannot be read: ${reason}; deploy again, or set SLUICE_CONFIG`,
      {
        code: 'InvalidConfiguration',
        cause,
      },
    );
  }
}

/** The bundle is CommonJS and has `__dirname`; run from source there is no bundle, and the working directory counts. */
function bundleDirectory(): string {
  return typeof __dirname === 'string' ? __dirname : process.cwd();
}
