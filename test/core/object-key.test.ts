import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareBytes, formatKey } from '../../lambdas/core/object-key.ts';

describe('object keys', () => {
  it('name kind, namespace and name', () => {
    expect(formatKey('Secret', { namespace: 'auth', name: 'a' })).toBe('Secret/auth/a');
    expect(formatKey('ClusterSecretStore', { name: 'a' })).toBe('ClusterSecretStore/a');
  });

  it('are ordered by their UTF-8 bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (left, right) => {
        expect(Math.sign(compareBytes(left, right))).toBe(
          Math.sign(Buffer.compare(Buffer.from(left), Buffer.from(right))),
        );
      }),
    );
  });
});
