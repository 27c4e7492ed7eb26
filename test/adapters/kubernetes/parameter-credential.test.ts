import { describe, expect, test } from 'vitest';
import { issueFromParameter } from '../../../lambdas/adapters/kubernetes/parameter-credential.ts';
import { SecretValue } from '../../../lambdas/core/secret-value.ts';

const PARAMETER = '/sluice/cluster';

function parametersHolding(text: string) {
  return {
    getParameter: async (name: string) => ({
      name,
      arn: '',
      type: 'SecureString',
      version: 1,
      lastModified: 0,
      value: SecretValue.ofText(text),
    }),
  };
}

function issue(mode: 'token' | 'kubeconfig', text: string) {
  return issueFromParameter(parametersHolding(text), { mode, parameter: PARAMETER }, () => 1_000)();
}

function kubeconfig(user: object): string {
  return JSON.stringify({
    'current-context': 'dev',
    contexts: [{ name: 'dev', context: { cluster: 'c', user: 'u' } }],
    users: [
      { name: 'other', user: { token: 'wrong' } },
      { name: 'u', user },
    ],
  });
}

describe('a credential kept in a parameter', () => {
  test('is the token itself, without the line break an editor left, and is read again after ten minutes', async () => {
    expect(await issue('token', 'abc\n')).toEqual({ token: 'abc', expiresAt: 601_000 });
  });

  test('is the token of the current context', async () => {
    expect(await issue('kubeconfig', kubeconfig({ token: 'abc' }))).toMatchObject({ token: 'abc' });
  });

  test('is the client certificate of the current context', async () => {
    const user = { 'client-certificate-data': 'Y2VydA==', 'client-key-data': 'a2V5' };

    expect(await issue('kubeconfig', kubeconfig(user))).toMatchObject({
      certificate: { cert: 'cert', key: 'key' },
    });
  });

  test.each([
    ['an empty parameter', 'token', ' \n', /is empty: put the token/],
    ['text that is not JSON', 'kubeconfig', 'token: hunter2', /not a JSON object/],
    ['a JSON value that is no object', 'kubeconfig', '"hunter2"', /not a JSON object/],
    ['a context without user', 'kubeconfig', '{"current-context":"hunter2"}', /names no user/],
    [
      'a user that runs a program',
      'kubeconfig',
      kubeconfig({ exec: { command: 'hunter2' } }),
      /exec and auth-provider/,
    ],
  ] as const)('%s is refused with what to change, and is not quoted', async (_what, mode, text, expected) => {
    const issuing = issue(mode, text);

    await expect(issuing).rejects.toMatchObject({ code: 'InvalidCredential', subject: PARAMETER });
    await expect(issuing).rejects.toThrow(expected);
    await expect(issuing).rejects.not.toThrow(/hunter2/);
  });
});
