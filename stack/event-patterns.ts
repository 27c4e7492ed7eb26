import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { widestPrefixes } from './permissions/parameters.ts';

/** Longest event pattern EventBridge takes (reference: aws 1.6). */
const PATTERN_LENGTH_MAX = 2_048;

/** One family of events: `id` names its rules, `patterns` has one entry a rule. */
export interface EventFamily {
  readonly id: string;
  readonly patterns: readonly EventPattern[];
}

type PatternOf = (names: readonly { readonly prefix: string }[]) => EventPattern;

/** Parameters changed, relabelled or expired; secrets that got a label, where Secrets Manager is in use. */
export function compileEventFamilies(
  prefixes: readonly string[],
  services: readonly string[],
): readonly EventFamily[] {
  const names = widestPrefixes(prefixes);
  const parameters = names.filter((prefix) => prefix.startsWith('/'));
  return [
    ...(services.includes('ParameterStore')
      ? [
          { id: 'ParameterChange', patterns: splitPatterns(parameters, parameterChange) },
          { id: 'ParameterExpiration', patterns: splitPatterns(parameters, parameterExpiration) },
        ]
      : []),
    ...(services.includes('SecretsManager')
      ? [{ id: 'SecretLabel', patterns: splitPatterns(names, secretLabel) }]
      : []),
  ];
}

const parameterChange: PatternOf = (name) => ({
  source: ['aws.ssm'],
  detailType: ['Parameter Store Change'],
  detail: { name, operation: ['Create', 'Update', 'Delete', 'LabelParameterVersion'] },
});

const parameterExpiration: PatternOf = (name) => ({
  source: ['aws.ssm'],
  detailType: ['Parameter Store Policy Action'],
  detail: { 'parameter-name': name, 'policy-type': ['Expiration'] },
});

const secretLabel: PatternOf = (name) => ({
  source: ['aws.secretsmanager'],
  detailType: ['Secret Label Updated'],
  detail: { name },
});

/** Fills patterns with prefixes in order, beginning a new one where the next prefix would pass the limit. */
function splitPatterns(prefixes: readonly string[], patternOf: PatternOf): readonly EventPattern[] {
  const groups: { readonly prefix: string }[][] = [];
  for (const prefix of prefixes) {
    const group = groups.at(-1);
    if (group !== undefined && patternLength(patternOf([...group, { prefix }])) <= PATTERN_LENGTH_MAX) {
      group.push({ prefix });
    } else {
      groups.push([{ prefix }]);
    }
  }
  return groups.map(patternOf);
}

function patternLength(pattern: EventPattern): number {
  const { detailType, ...rest } = pattern;
  return JSON.stringify({ ...rest, 'detail-type': detailType }).length;
}
