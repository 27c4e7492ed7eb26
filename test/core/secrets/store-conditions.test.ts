import { describe, expect, it } from 'vitest';
import { compileRegexp } from '../../../lambdas/core/secrets/regexp.lazy.ts';
import { readSecretStore } from '../../../lambdas/core/secrets/secret-store.ts';
import { checkConditions } from '../../../lambdas/core/secrets/store-conditions.ts';

function check(
  conditions: unknown,
  labels: Readonly<Record<string, string>> = {},
  kind = 'ClusterSecretStore',
) {
  const spec = { conditions, provider: { aws: { service: 'ParameterStore', region: 'r' } } };
  const metadata = { name: 'shared', ...(kind === 'SecretStore' ? { namespace: 'team-a' } : {}) };
  const store = readSecretStore({ apiVersion: 'external-secrets.io/v1', kind, metadata, spec });
  return checkConditions(store, { name: 'team-a', labels }, compileRegexp);
}

const DENIED =
  'using cluster store "shared" is not allowed from namespace "team-a": denied by spec.condition';
const selector = (operator: string, values?: readonly string[]) => [
  { namespaceSelector: { matchExpressions: [{ key: 'team', operator, ...(values && { values }) }] } },
];

describe('namespace conditions of a ClusterSecretStore', () => {
  it.each([
    ['no conditions', undefined, {}],
    ['an empty list', [], {}],
    ['its name', [{ namespaces: ['other', 'team-a'] }], {}],
    ['an expression that matches anywhere in the name', [{ namespaceRegexes: ['eam'] }], {}],
    ['a label', [{ namespaceSelector: { matchLabels: { team: 'a' } } }], { team: 'a' }],
    ['the empty selector', [{ namespaceSelector: {} }], {}],
    ['In', selector('In', ['a', 'b']), { team: 'a' }],
    ['NotIn', selector('NotIn', ['b']), { team: 'a' }],
    ['NotIn without the label', selector('NotIn', ['b']), {}],
    ['Exists', selector('Exists'), { team: 'a' }],
    ['DoesNotExist', selector('DoesNotExist'), {}],
    [
      'another field of the same entry',
      [{ namespaceSelector: { matchLabels: { x: 'y' } }, namespaces: ['team-a'] }],
      {},
    ],
    ['another entry', [{ namespaces: ['other'] }, { namespaces: ['team-a'] }], {}],
  ])('admit by %s', (_name, conditions, labels) => {
    expect(check(conditions, labels)).toEqual({ ok: true, value: true });
  });

  it.each([
    ['an entry without anything in it', [{}], {}],
    ['another name', [{ namespaces: ['other'] }], {}],
    ['an anchored expression', [{ namespaceRegexes: ['^a$'] }], {}],
    ['another label', [{ namespaceSelector: { matchLabels: { team: 'b' } } }], { team: 'a' }],
    ['In without the label', selector('In', ['a']), {}],
    ['an operator that does not exist', selector('Like', ['a']), { team: 'a' }],
    ['conditions that cannot be read', [{ namespaces: 'team-a' }], {}],
  ])('deny by %s', (_name, conditions, labels) => {
    expect(check(conditions, labels)).toEqual({ ok: false, problem: DENIED });
  });

  it('name an expression that does not compile', () => {
    const result = check([{ namespaceRegexes: ['('] }]);

    expect(!result.ok && result.problem).toMatch(/^failed to compile regex \(: /);
  });

  it('mean nothing on a SecretStore', () => {
    expect(check([{ namespaces: ['other'] }], {}, 'SecretStore').ok).toBe(true);
  });
});
