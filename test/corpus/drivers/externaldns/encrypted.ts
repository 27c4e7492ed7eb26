import { gunzipSync, gzipSync } from 'node:zlib';
import { parseLabels } from '../../../../lambdas/core/dns/labels.ts';
import { createMarkerCipher } from '../../../../lambdas/core/dns/marker-cipher.ts';
import type { CaseConfig, CaseRecordSet } from './case.ts';
import type { ZoneContents } from './zones-world.ts';

/** How the corpus shows a sealed value, which holds a random nonce. */
const SHOWN = '"<encrypted>"';

/** Shows sealed markers as the corpus does, each only if it opens with the case's key and names the case's owner. */
export function readEncrypted(contents: ZoneContents, config: CaseConfig): ZoneContents {
  const key = config['txtEncryptKey'];
  if (typeof key !== 'string') return contents;
  const cipher = createMarkerCipher(key, { gzip: gzipSync, gunzip: gunzipSync });
  const show = (value: string) => {
    const opened = cipher.open(value);
    return opened !== undefined && parseLabels(opened)?.['owner'] === config['ownerId'] ? SHOWN : value;
  };
  const read = (set: CaseRecordSet): CaseRecordSet =>
    set.type === 'TXT' && set.values !== undefined ? { ...set, values: set.values.map(show) } : set;
  return Object.fromEntries(
    Object.entries(contents).map(([zone, sets]) => [
      zone,
      Object.fromEntries(Object.entries(sets).map(([name, set]) => [name, read(set)])),
    ]),
  );
}
