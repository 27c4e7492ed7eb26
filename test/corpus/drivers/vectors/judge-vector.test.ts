import { describe, expect, test } from 'vitest';
import { runVector } from './judge-vector.ts';
import { NotSupported, RefusedVector, type Vector, type VectorRunner } from './vector.ts';

const none = { listed: [], rules: [] };
const vector = (fields: Record<string, unknown>): Vector => ({ id: 'v-1', tags: [], ...fields });
const answers =
  (answer: Record<string, unknown>): VectorRunner =>
  () =>
    answer;
const fails =
  (error: Error): VectorRunner =>
  () => {
    throw error;
  };
const outcome = async (fields: Record<string, unknown>, runner: VectorRunner | undefined) =>
  (await runVector(vector(fields), runner, none)).outcome;

describe('judging a vector', () => {
  test('a planted wrong value fails and both values are shown', async () => {
    const result = await runVector(vector({ sha3_224: 'abc' }), answers({ sha3_224: 'abd' }), none);

    expect(result).toEqual({ id: 'v-1', outcome: 'failed', diff: ['sha3_224: recorded "abc", ours "abd"'] });
  });

  test('the same value passes', async () => {
    expect(await outcome({ sha3_224: 'abc' }, answers({ sha3_224: 'abc' }))).toBe('passed');
  });

  test('output is compared as bytes where it is not UTF-8', async () => {
    const output = Buffer.from([0xff, 0x61]);

    expect(await outcome({ outputBase64: '/2E=' }, answers({ output }))).toBe('passed');
    expect(await outcome({ outputBase64: '/2I=' }, answers({ output }))).toBe('failed');
  });

  test('output that is random must match its pattern', async () => {
    expect(await outcome({ outputPattern: '^[a-z]{3}$' }, answers({ output: Buffer.from('abc') }))).toBe(
      'passed',
    );
    expect(await outcome({ outputPattern: '^[a-z]{3}$' }, answers({ output: Buffer.from('ABC') }))).toBe(
      'failed',
    );
  });

  test('a vector with neither output nor error must not throw', async () => {
    expect(await outcome({}, answers({ output: Buffer.from('anything') }))).toBe('passed');
    expect(await outcome({}, fails(new Error('boom')))).toBe('failed');
  });

  test('a recorded error must be one; its wording is counted, not gated', async () => {
    const result = await runVector(vector({ error: 'theirs' }), fails(new Error('ours')), none);

    expect(result).toMatchObject({ outcome: 'passed', wording: ['recorded "theirs", ours "ours"'] });
    expect(await outcome({ error: 'theirs' }, answers({}))).toBe('failed');
  });

  test('a documented refusal diverges, an undocumented one fails, and one where an error is recorded passes', async () => {
    const refusal = fails(new RefusedVector('PushSecret', 'nothing is pushed'));
    const undocumented = fails(new RefusedVector('Whim', 'not today'));

    expect(await runVector(vector({ output: 'x' }), refusal, none)).toMatchObject({
      outcome: 'diverged',
      reason: 'PushSecret',
    });
    expect(await outcome({ output: 'x' }, undocumented)).toBe('failed');
    expect(await outcome({ error: 'theirs' }, refusal)).toBe('passed');
  });

  test('what is not built fails, also where an error is recorded', async () => {
    expect(await outcome({ error: 'theirs' }, fails(new NotSupported('templates')))).toBe('failed');
    expect(await outcome({ output: 'x' }, undefined)).toBe('failed');
  });
});
