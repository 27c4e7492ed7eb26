import {
  DescribeRuleCommand,
  type DescribeRuleResponse,
  ListRuleNamesByTargetCommand,
} from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { compileEventFamilies } from '../../stack/event-patterns.ts';
import { formatArn } from '../../stack/permissions/arn.ts';
import type { Doctor } from './doctor.ts';
import type { Finding } from './finding.ts';

/** Rules of the secrets half: in the cluster's region onto its queue, in every other one onto the cluster's bus. */
export async function checkRules(doctor: Doctor): Promise<readonly Finding[]> {
  const { cluster, halves } = doctor;
  if (!halves.includes('secrets') || cluster.secrets === undefined) return [];
  const findings: Finding[] = [];
  for (const region of new Set([cluster.region, ...(cluster.secrets.regions ?? [])])) {
    const rules = await readRules(doctor, region);
    findings.push(judgeRules(rules, region, doctor));
    if (region === cluster.region) findings.push(judgeQueuePolicy(await readPolicy(doctor), rules, doctor));
  }
  return findings;
}

/** One rule of a bus. */
export type Rule = Pick<DescribeRuleResponse, 'Name' | 'Arn' | 'State' | 'EventPattern'>;

async function readRules({ account, cluster }: Doctor, region: string): Promise<readonly Rule[]> {
  const TargetArn =
    region === cluster.region
      ? formatArn('sqs', cluster, `sluice-${cluster.name}-secrets`)
      : formatArn('events', cluster, 'event-bus/default');
  const { RuleNames = [] } = await account
    .events(region)
    .send(new ListRuleNamesByTargetCommand({ TargetArn }));
  return Promise.all(RuleNames.map((Name) => account.events(region).send(new DescribeRuleCommand({ Name }))));
}

/** Whether every event that is waited for has an enabled rule of just the pattern that is deployed for it. */
export function judgeRules(
  rules: readonly Rule[],
  region: string,
  { cluster, deploy }: Pick<Doctor, 'cluster' | 'deploy'>,
): Finding {
  const { prefixes = [], services = [] } = cluster.secrets ?? {};
  const check = `rules of ${region}`;
  const wanted = compileEventFamilies(prefixes, services).flatMap(({ id, patterns }) =>
    patterns.map(({ detailType, ...rest }) => ({
      id,
      pattern: canonical({ ...rest, 'detail-type': detailType }),
    })),
  );
  const found = wanted.map(({ id, pattern }) => ({
    id,
    rule: rules.find(({ EventPattern }) => canonical(JSON.parse(EventPattern ?? '{}')) === pattern),
  }));
  const missing = found.filter(({ rule }) => rule === undefined).map(({ id }) => id);
  const fix = region === cluster.region ? deploy : `${deploy} --all`;
  if (missing.length > 0) {
    const said = `no rule announces ${[...new Set(missing)].join(', ')} below ${prefixes.join(', ')}`;
    return { check, outcome: 'failed', said: `${said}: only the sweep finds such changes`, fix };
  }
  const off = found.flatMap(({ rule }) => (rule === undefined || rule.State === 'ENABLED' ? [] : rule));
  if (off.length > 0) {
    const names = off.map(({ Name = '' }) => Name);
    return {
      check,
      outcome: 'failed',
      said: `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} disabled: only the sweep finds such changes`,
      fix: names.map((name) => `aws events enable-rule --region ${region} --name ${name}`).join('; '),
    };
  }
  const files = wanted.length === 1 ? 'rule' : 'rules';
  return {
    check,
    outcome: 'ok',
    said: `${wanted.length} ${files}, enabled: ${found.map(({ id }) => id).join(', ')}`,
  };
}

async function readPolicy({ account, cluster }: Doctor): Promise<string> {
  const QueueName = `sluice-${cluster.name}-secrets`;
  const { QueueUrl } = await account.sqs.send(new GetQueueUrlCommand({ QueueName }));
  const { Attributes } = await account.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy'] }),
  );
  return Attributes?.['Policy'] ?? '';
}

interface PolicyStatement {
  readonly Effect?: string;
  readonly Principal?: { readonly Service?: string | readonly string[] } | string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Without it EventBridge's deliveries are refused, and end up nowhere. */
export function judgeQueuePolicy(
  policy: string,
  rules: readonly Rule[],
  { deploy }: Pick<Doctor, 'deploy'>,
): Finding {
  const check = 'queue policy';
  const { Statement = [] } = (policy === '' ? {} : JSON.parse(policy)) as {
    readonly Statement?: readonly PolicyStatement[];
  };
  const allowed = [Statement].flat().flatMap((statement: PolicyStatement) => sourcesOf(statement));
  const refused = rules.filter(({ Arn = '' }) => !allowed.includes('*') && !allowed.includes(Arn));
  if (refused.length === 0) return { check, outcome: 'ok', said: `lets ${rules.length} rules send` };
  const names = refused.map(({ Name }) => Name).join(', ');
  return { check, outcome: 'failed', said: `the queue refuses what ${names} send`, fix: deploy };
}

/** The rules that a statement lets send; `*` when it names none. */
function sourcesOf({ Effect, Principal, Condition }: PolicyStatement): readonly string[] {
  const services = typeof Principal === 'object' ? [Principal.Service ?? []].flat() : [];
  if (Effect !== 'Allow' || !services.includes('events.amazonaws.com')) return [];
  const sources = Object.values(Condition ?? {}).flatMap((keys) => [keys['aws:SourceArn'] ?? []].flat());
  return sources.length === 0 ? ['*'] : sources;
}

/** The same text for the same pattern, whatever the order of its keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(',')}}`;
}
