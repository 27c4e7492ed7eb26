import { describe, expect, test } from 'vitest';
import { type Credential, createCredentialSource } from '../../../lambdas/adapters/kubernetes/auth.ts';

const LIFETIME_MS = 900_000;

function countedIssuer(clock: { now(): number }) {
  let issued = 0;
  const issue = async (): Promise<Credential> => {
    issued += 1;
    return { token: `token-${issued}`, expiresAt: clock.now() + LIFETIME_MS };
  };
  return { issue, issued: () => issued };
}

describe('createCredentialSource', () => {
  const time = { at: 0 };
  const clock = { now: () => time.at, sleep: async () => undefined };

  test('requests that start together share one call', async () => {
    const { issue, issued } = countedIssuer(clock);
    const source = createCredentialSource('test', issue, clock);

    await Promise.all([source.current(), source.current(), source.current()]);

    expect(issued()).toBe(1);
  });

  test('a token is kept until a minute before it expires', async () => {
    const { issue } = countedIssuer(clock);
    const source = createCredentialSource('test', issue, clock);
    await source.current();

    time.at += LIFETIME_MS - 60_001;
    const before = await source.current();
    time.at += 2;
    const [after, beside] = await Promise.all([source.current(), source.current()]);

    expect([before.token, after.token, beside.token]).toEqual(['token-1', 'token-2', 'token-2']);
  });

  test('a token of one minute is kept for nine tenths of it', async () => {
    const tokens = ['one', 'two'];
    const issue = async () => ({ token: tokens.shift() ?? '', expiresAt: clock.now() + 60_000 });
    const source = createCredentialSource('test', issue, clock);
    await source.current();

    time.at += 53_000;
    const early = await source.current();
    time.at += 2_000;
    const late = await source.current();

    expect([early.token, late.token]).toEqual(['one', 'two']);
  });

  test('several requests refused with the same token get one new one', async () => {
    const { issue, issued } = countedIssuer(clock);
    const source = createCredentialSource('test', issue, clock);
    const refused = await source.current();

    const renewed = await Promise.all([source.renew(refused), source.renew(refused)]);
    const late = await source.renew(refused);

    expect([...renewed, late].map(({ token }) => token)).toEqual(['token-2', 'token-2', 'token-2']);
    expect(issued()).toBe(2);
  });

  test('a failed call is not remembered', async () => {
    const answers = [
      Promise.reject(new Error('sts is down')),
      Promise.resolve({ token: 'ok', expiresAt: 1e15 }),
    ];
    const source = createCredentialSource(
      'test',
      () => answers.shift() ?? Promise.reject(new Error('none')),
      clock,
    );

    await expect(source.current()).rejects.toThrow('sts is down');
    expect((await source.current()).token).toBe('ok');
  });
});
