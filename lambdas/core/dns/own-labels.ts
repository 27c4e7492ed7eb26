import { TXT_STRING_BYTES_MAX } from '../bounds.ts';
import { type Labels, serializeLabels } from './labels.ts';
import { LABEL, type Registry } from './registry.ts';

/** Of other characters some would break the marker. */
const SAFE_HOST = /^[\w*-]+$/;

/** Labels of a new marker. `dualstack`: an AAAA alias of the same name exists that 0.14 must find by this label. */
export function ownLabels(
  marker: {
    readonly resource: string;
    /** Of the record set. */
    readonly name: string;
    readonly dualstack: boolean;
    readonly custom?: Labels;
  },
  registry: Registry,
): Labels {
  const theirs: Labels = {
    ...marker.custom,
    [LABEL.owner]: registry.ownerId,
    ...(marker.resource === '' ? {} : { [LABEL.resource]: marker.resource }),
    ...(marker.dualstack ? { [LABEL.dualstack]: 'true' } : {}),
  };
  const host = marker.name.split('.', 1)[0] ?? '';
  const labels: Labels = {
    ...theirs,
    ...(registry.cluster === '' ? {} : { [LABEL.cluster]: registry.cluster }),
    ...(SAFE_HOST.test(host) ? { [LABEL.host]: host } : {}),
  };
  // A marker is one string: where it would be too long, what only we read is left out.
  return Buffer.byteLength(serializeLabels(labels)) > TXT_STRING_BYTES_MAX ? theirs : labels;
}

/** Whether a name begins with this label; asked for every marker of a zone, so nothing is made for it. */
export function hasFirstLabel(name: string, label: string): boolean {
  return name.startsWith(label) && (name.length === label.length || name[label.length] === '.');
}
