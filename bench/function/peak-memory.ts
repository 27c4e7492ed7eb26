import { readFileSync } from 'node:fs';

const BYTES_PER_KB = 1024;
const KB_PER_MB = 1024;

/**
 * The most memory this process has had resident, in MB. Linux keeps it for the program that runs now (`VmHWM`);
 * `maxRSS` also counts what the process was before it became this program, which is a copy of its parent.
 */
export function peakMemoryMb(): number {
  try {
    const text = readFileSync('/proc/self/status', 'utf8');
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(text)?.[1];
    if (kilobytes !== undefined) return Number(kilobytes) / KB_PER_MB;
  } catch {
    // Not Linux: the next best figure.
  }
  return process.resourceUsage().maxRSS / (process.platform === 'darwin' ? BYTES_PER_KB : 1) / KB_PER_MB;
}
