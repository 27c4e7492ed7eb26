import { SECOND_OBSERVATION_LATE_MS_MAX } from '../core/bounds.ts';
import type { IsConfirmed } from '../core/secrets/absence.ts';
import type { ExternalSecret } from '../core/secrets/external-secret.ts';
import type { Run } from './run.ts';

/**
 * What first observations found absent, at least `deleteDelay` ago and not much longer. A message that comes earlier
 * confirms nothing, since the delay is the point (DESIGN 2); nor does one of another day.
 */
export function createConfirmations(run: Run): (externalSecret: ExternalSecret) => IsConfirmed {
  const delayMs = run.deps.config.deleteDelaySeconds * 1000;
  const confirmed = new Map<string, Set<string>>();
  for (const hint of run.hints) {
    if (hint.kind !== 'second-observation' || hint.half !== 'secrets') continue;
    const lateness = run.startedAt - hint.at - delayMs;
    if (lateness < 0 || lateness > SECOND_OBSERVATION_LATE_MS_MAX) continue;
    for (const [key, candidates] of Object.entries(hint.candidates)) {
      const known = confirmed.get(key) ?? new Set();
      for (const candidate of candidates) known.add(candidate);
      confirmed.set(key, known);
    }
  }
  return ({ namespace, name }) => {
    const candidates = confirmed.get(`${namespace}/${name}`);
    return (candidate) => candidates?.has(candidate) === true;
  };
}
