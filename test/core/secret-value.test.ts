import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { SecretValue } from '../../lambdas/core/secret-value.ts';

describe('a secret value', () => {
  const value = SecretValue.ofText('hunter2');

  it('shows itself in no string, JSON, template or inspection', () => {
    const shown = [
      String(value),
      JSON.stringify({ value }),
      `${value}`,
      inspect(value),
      inspect({ deep: [value] }),
    ];

    expect(shown.join()).not.toContain('hunter2');
    expect(Object.values(value)).toEqual([]);
  });

  it('keeps bytes that are no text', () => {
    const bytes = Uint8Array.from([0, 255, 254]);

    expect([...SecretValue.ofBytes(bytes).unwrap()]).toEqual([0, 255, 254]);
  });

  it('treats the empty value as a value', () => {
    expect(SecretValue.ofText('').length).toBe(0);
    expect(SecretValue.ofText('').equals(SecretValue.ofText(''))).toBe(true);
    expect(SecretValue.ofText('').equals(value)).toBe(false);
  });
});
