import type { ExternalSecret, ExternalSecretSpec } from './external-secret.ts';
import { isIntact, type ObservedSecret } from './observed-secret.ts';
import { syncedResourceVersion } from './synced-version.ts';

/**
 * Whether an ExternalSecret is looked at in AWS at all (reference: eso 2.5). `refreshInterval` is the bound, not the
 * rhythm: events and sweeps come earlier, so a Periodic one is always due.
 */
export function isDue(
  externalSecret: ExternalSecret,
  spec: ExternalSecretSpec,
  observed: ObservedSecret | undefined,
): boolean {
  return isRefreshed(externalSecret, spec) || !isStillRight(spec, observed);
}

/** Whether a change of a parameter reaches this ExternalSecret although nothing else changed. */
export function followsSource(spec: ExternalSecretSpec): boolean {
  return spec.refreshPolicy === 'Periodic' && spec.refreshIntervalMs > 0;
}

function isRefreshed(externalSecret: ExternalSecret, spec: ExternalSecretSpec): boolean {
  const { status } = externalSecret;
  const synced = status.syncedResourceVersion !== '' && status.refreshTime !== undefined;
  if (!synced) return true;
  if (spec.refreshPolicy === 'CreatedOnce') return false;
  if (spec.refreshPolicy === 'Periodic' && spec.refreshIntervalMs <= 0) return false;
  return spec.refreshPolicy === 'Periodic' || isChanged(externalSecret);
}

/** The spec, a label or an annotation moved since the last sync; any annotation forces one, as in ESO. */
export function isChanged(externalSecret: ExternalSecret): boolean {
  return externalSecret.status.syncedResourceVersion !== syncedResourceVersion(externalSecret);
}

/** ESO looks at drift even when nothing is refreshed, except for Orphan; None has nothing that could drift. */
function isStillRight(spec: ExternalSecretSpec, observed: ObservedSecret | undefined): boolean {
  if (spec.creationPolicy === 'Orphan' || spec.creationPolicy === 'None') return true;
  if (observed === undefined) return spec.creationPolicy === 'Merge';
  return isIntact(observed);
}
