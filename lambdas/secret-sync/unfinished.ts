import type { Hint } from '../core/hint.ts';
import type { ExternalSecret } from '../core/secrets/external-secret.ts';
import type { Run } from './run.ts';

/**
 * Hands back the hints that an ExternalSecret's passing failure leaves open. A sweep is not among them, since the
 * next one comes anyway; a second observation is only when it names this ExternalSecret. Otherwise one throttled
 * parameter would send everybody's messages to the dead-letter queue.
 */
export function leaveUnfinished(run: Run, externalSecret: ExternalSecret, hints: readonly Hint[]): void {
  const key = `${externalSecret.namespace}/${externalSecret.name}`;
  for (const hint of hints) {
    const isOpen =
      hint.kind === 'second-observation' ? hint.candidates[key] !== undefined : hint.kind !== 'sweep';
    if (isOpen) run.unfinished.add(hint);
  }
}

/** The deadline came first: every hint that asked for this work is handed back, sweeps too (as not successful). */
export function leaveForLater(run: Run, hints: readonly Hint[]): void {
  for (const hint of hints) run.unfinished.add(hint);
}
