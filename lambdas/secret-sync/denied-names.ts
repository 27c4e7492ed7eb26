import { DENIED_NAME_MEMORY_MS } from '../core/bounds.ts';
import type { TerminalError } from '../core/errors.ts';
import type { Memory } from './memory.ts';

/** Remembers that IAM refused a name, for five minutes. */
export function rememberDenied(memory: Memory, key: string, error: TerminalError, now: number): void {
  memory.denied.set(key, { error, until: now + DENIED_NAME_MEMORY_MS });
}

/** The refusal of a name that is still remembered. */
export function recallDenied(memory: Memory, key: string, now: number): TerminalError | undefined {
  const known = memory.denied.get(key);
  if (known === undefined) return undefined;
  if (known.until > now) return known.error;
  memory.denied.delete(key);
  return undefined;
}
