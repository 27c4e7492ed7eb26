import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDue } from '../../../lambdas/core/secrets/due.ts';
import {
  type ExternalSecretSpec,
  readExternalSecret,
} from '../../../lambdas/core/secrets/external-secret.ts';
import { type ObservedSecret, readObservedSecret } from '../../../lambdas/core/secrets/observed-secret.ts';
import { parseSpec } from '../../../lambdas/core/secrets/parse-spec.ts';

const SYNCED = '1-f47fe3c0b255b6dd8047cdffa772587bb829efe7a1cb70febeda2eb2';
const EMPTY_HASH = '74a974446e359fb3e6baff9bd0058950e6edd0f040888d9989b0a11b';

function subject(status: object = { syncedResourceVersion: SYNCED, refreshTime: '2026-08-03T09:00:00Z' }) {
  const metadata = { name: 'app', namespace: 'team', generation: 1 };
  return readExternalSecret({
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata,
    spec: {},
    status,
  });
}

const spec = (change: Partial<ExternalSecretSpec>): ExternalSecretSpec => ({
  targetName: 'app',
  creationPolicy: 'Owner',
  deletionPolicy: 'Retain',
  immutable: false,
  refreshPolicy: 'Periodic',
  refreshIntervalMs: 60_000,
  entries: [],
  ...change,
});

function secret(hash: string): ObservedSecret {
  const labels = { 'reconcile.external-secrets.io/managed': 'true' };
  const annotations = { 'reconcile.external-secrets.io/data-hash': hash };
  return readObservedSecret({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'app', labels, annotations },
  });
}

const INTACT = secret(EMPTY_HASH);
const CHANGED = { syncedResourceVersion: '0-old', refreshTime: '2026-08-03T09:00:00Z' };

describe('an ExternalSecret is looked at in AWS', () => {
  it.each<[string, Partial<ExternalSecretSpec>, object | undefined, ObservedSecret | undefined, boolean]>([
    ['always when Periodic', {}, undefined, INTACT, true],
    ['when it was never synced', { refreshPolicy: 'CreatedOnce' }, {}, INTACT, true],
    ['not again when CreatedOnce', { refreshPolicy: 'CreatedOnce' }, undefined, INTACT, false],
    ['not even when changed, when CreatedOnce', { refreshPolicy: 'CreatedOnce' }, CHANGED, INTACT, false],
    ['not again when OnChange and nothing changed', { refreshPolicy: 'OnChange' }, undefined, INTACT, false],
    ['when OnChange and something changed', { refreshPolicy: 'OnChange' }, CHANGED, INTACT, true],
    ['not again with refreshInterval 0, even when changed', { refreshIntervalMs: 0 }, CHANGED, INTACT, false],
    ['with refreshInterval 0 when its Secret is gone', { refreshIntervalMs: 0 }, undefined, undefined, true],
    [
      'with refreshInterval 0 when its Secret was edited',
      { refreshIntervalMs: 0 },
      undefined,
      secret('x'),
      true,
    ],
    ['when CreatedOnce and its Secret is gone', { refreshPolicy: 'CreatedOnce' }, undefined, undefined, true],
    [
      'not for a lost Orphan',
      { refreshPolicy: 'CreatedOnce', creationPolicy: 'Orphan' },
      undefined,
      undefined,
      false,
    ],
    [
      'not for a target to merge into that is gone',
      { refreshPolicy: 'OnChange', creationPolicy: 'Merge' },
      undefined,
      undefined,
      false,
    ],
    [
      'not for None, which has no Secret',
      { refreshPolicy: 'OnChange', creationPolicy: 'None' },
      undefined,
      undefined,
      false,
    ],
  ])('%s', (_name, change, status, observed, expected) => {
    expect(isDue(subject(status), spec(change), observed)).toBe(expected);
  });
});

describe('refreshPolicy left out', () => {
  const anyStatus = fc.record({
    syncedResourceVersion: fc.constantFrom('', SYNCED, '0-old'),
    refreshTime: fc.constantFrom(undefined, '2026-08-03T09:00:00Z', '2099-01-01T00:00:00Z', 'no time'),
  });
  const anySecret = fc.constantFrom(INTACT, secret('other'), undefined);
  const anyPolicy = fc.constantFrom(...(['Owner', 'Orphan', 'Merge', 'None', 'CreateOrMerge'] as const));

  it('with an interval above zero is always due: neither status, Secret nor policy can make a sweep skip it', () => {
    fc.assert(
      fc.property(
        anyStatus,
        anySecret,
        anyPolicy,
        fc.constantFrom('1m', '1h', '10s', '0.5s', ''),
        fc.constantFrom(undefined, null, '', 'Periodic'),
        (status, observed, creationPolicy, refreshInterval, refreshPolicy) => {
          const metadata = { name: 'app', namespace: 'team', generation: 1 };
          const externalSecret = readExternalSecret({
            apiVersion: 'external-secrets.io/v1',
            kind: 'ExternalSecret',
            metadata,
            spec: {
              refreshInterval,
              ...(refreshPolicy === undefined ? {} : { refreshPolicy }),
              secretStoreRef: { name: 'aws-ssm' },
              target: { creationPolicy },
              data: [{ secretKey: 'a', remoteRef: { key: '/a' } }],
            },
            status,
          });
          const parsed = parseSpec(externalSecret);
          return parsed.ok && isDue(externalSecret, parsed.value, observed);
        },
      ),
    );
  });
});
