import { type Labels, parseLabels, serializeLabels } from './labels.ts';
import type { RecordSet } from './record-set.ts';
import type { Registry } from './registry.ts';

/** Labels of a TXT set, read from its first value as the peer does; undefined: an ordinary TXT. */
export function readMarkerValue(set: RecordSet, registry: Registry): Labels | undefined {
  const value = set.values?.[0];
  if (value === undefined) return undefined;
  return parseLabels(registry.cipher?.open(value) ?? value);
}

/** The value of a marker, quotes included, sealed when the registry is encrypted. */
export function writeMarkerValue(labels: Labels, registry: Registry): string {
  const text = serializeLabels(labels);
  return `"${registry.cipher?.seal(text) ?? text}"`;
}
