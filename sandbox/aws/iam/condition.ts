import type { AuthorizationRequest, ConditionBlock } from './policy.ts';
import { listOf } from './policy.ts';
import { matchesWildcard } from './wildcard.ts';

/**
 * Condition blocks (IAM user guide, "Condition operators"): every operator and key must hold; the values of one key
 * are alternatives. A key the request does not have fails its operator, except with IfExists, Null, the negated
 * operators, and ForAllValues. An operator the sandbox does not know is an error, never a silent yes or no.
 */
export function conditionHolds(
  block: ConditionBlock | undefined,
  context: AuthorizationRequest['context'],
): boolean {
  for (const [operator, keys] of Object.entries(block ?? {})) {
    for (const [key, wanted] of Object.entries(keys)) {
      const policyValues = listOf(wanted).map((value) => substituteVariables(String(value), context));
      if (!operatorHolds(operator, valuesOf(context, key), policyValues)) return false;
    }
  }
  return true;
}

/** `${aws:PrincipalTag/namespace}` and the like; an unknown key stays as it is and so matches nothing. */
export function substituteVariables(text: string, context: AuthorizationRequest['context']): string {
  return text.replaceAll(/\$\{([^}]+)\}/g, (whole, key: string) => {
    if (['*', '?', '$'].includes(key)) return key;
    const [value] = valuesOf(context, key) ?? [];
    return value ?? whole;
  });
}

type Test = (actual: string, wanted: string) => boolean;

const TESTS: Readonly<Record<string, Test>> = {
  StringEquals: (actual, wanted) => actual === wanted,
  StringEqualsIgnoreCase: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  StringLike: (actual, wanted) => matchesWildcard(wanted, actual),
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
  NumericEquals: (actual, wanted) => Number(actual) === Number(wanted),
  NumericLessThan: (actual, wanted) => Number(actual) < Number(wanted),
  NumericLessThanEquals: (actual, wanted) => Number(actual) <= Number(wanted),
  NumericGreaterThan: (actual, wanted) => Number(actual) > Number(wanted),
  NumericGreaterThanEquals: (actual, wanted) => Number(actual) >= Number(wanted),
  Bool: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
};

const NEGATED: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
};

function operatorHolds(
  operator: string,
  actual: readonly string[] | undefined,
  wanted: readonly string[],
): boolean {
  const [, quantifier, base = '', optional] =
    /^(?:(ForAllValues|ForAnyValue):)?(.+?)(IfExists)?$/.exec(operator) ?? [];
  if (base === 'Null')
    return wanted.some((value) => (value.toLowerCase() === 'true') === (actual === undefined));
  const negated = NEGATED[base];
  const test = TESTS[negated ?? base];
  if (test === undefined) throw new Error(`the sandbox does not know the condition operator ${operator}`);
  const one = (value: string) => wanted.some((pattern) => test(value, pattern)) !== (negated !== undefined);
  if (actual === undefined || actual.length === 0) {
    return (
      quantifier === 'ForAllValues' ||
      optional !== undefined ||
      (negated !== undefined && quantifier === undefined)
    );
  }
  return quantifier === 'ForAllValues' ? actual.every(one) : actual.some(one);
}

/** ARNs compare part by part, so that `*` in one part does not run into the next. */
function matchesArn(actual: string, wanted: string): boolean {
  const parts = (arn: string) => {
    const [a = '', b = '', c = '', d = '', e = '', ...rest] = arn.split(':');
    return [a, b, c, d, e, rest.join(':')];
  };
  const actualParts = parts(actual);
  return parts(wanted).every((pattern, index) => matchesWildcard(pattern, actualParts[index] ?? ''));
}

function valuesOf(context: AuthorizationRequest['context'], key: string): readonly string[] | undefined {
  const name = Object.keys(context).find((candidate) => candidate.toLowerCase() === key.toLowerCase());
  const value = name === undefined ? undefined : context[name];
  return value === undefined ? undefined : listOf(value).map(String);
}
