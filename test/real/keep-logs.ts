import { globSync, lstatSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Removes everything below a directory but logs that say something, and the directories that are empty then. */
export function keepLogs(directory: string): void {
  const paths = globSync('**', { cwd: directory }).sort().reverse();
  for (const path of paths) {
    const full = join(directory, path);
    const entry = lstatSync(full);
    if (entry.isDirectory()) {
      if (readdirSync(full).length === 0) rmdirSync(full);
    } else if (!path.endsWith('.log') || entry.size === 0) rmSync(full, { force: true });
  }
}
