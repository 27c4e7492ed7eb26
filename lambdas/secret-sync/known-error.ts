import { TerminalError, TransientError } from '../core/errors.ts';

/** Ports reject with nothing else; what else comes is a defect, and its text may quote anything. */
export function toKnown(error: unknown): TransientError | TerminalError {
  if (error instanceof TransientError || error instanceof TerminalError) return error;
  return new TransientError('reading AWS failed unexpectedly', { code: 'Unexpected' });
}
