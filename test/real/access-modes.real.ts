import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleFunctions } from '../../stack/bundle.ts';
import { ACCESS_CHAPTERS } from '../needed/world/access-chapters.ts';
import { tell } from '../needed/world/tell.ts';

/**
 * The ways to the API server other than by web identity, with the deployed bundles under the deployed policies; the
 * adapters alone meet kube-apiserver in contract/modes.real.ts.
 */
const bundles = mkdtempSync(join(tmpdir(), 'sluice-access-bundles-'));

beforeAll(() => bundleFunctions(bundles));
afterAll(() => rmSync(bundles, { recursive: true, force: true }));

test.each(ACCESS_CHAPTERS)(
  '$name: both functions reach the cluster, and ask for nothing that is not granted',
  async (chapter) => {
    const { failure, refused } = await tell(bundles, chapter);

    expect(failure).toBeUndefined();
    expect(refused).toEqual([]);
  },
);
