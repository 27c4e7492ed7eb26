import type { Template } from '../../../sandbox/template/template.ts';
import type { StoryWorld } from './story-world.ts';

type Half = 'secrets' | 'dns' | 'notify';

const FUNCTIONS: Readonly<Record<Half, string>> = {
  secrets: 'secret-sync',
  dns: 'dns-sync',
  notify: 'notify',
};

/** Which metric: as an alarm names it. */
export interface MetricIdentity {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** One of our own metrics, under the dimensions of the example. */
export function ownMetric(half: Half, name: string): MetricIdentity {
  return { namespace: 'Sluice', name, dimensions: { cluster: 'eco2-dev', half } };
}

/** Whether a function has published a metric of ours with a value above zero: read off its log, as CloudWatch does. */
export function hasMetric(world: StoryWorld, half: Half, name: string): boolean {
  const group = `/aws/lambda/sluice-eco2-dev-${FUNCTIONS[half]}`;
  return world.sandbox.logs.lines(group).some(({ text }) => {
    const line = parseMetrics(text);
    return (
      line !== undefined && line['half'] === half && line['cluster'] === 'eco2-dev' && isPositive(line[name])
    );
  });
}

/** @throws StepFailed unless an alarm of the template watches this very metric and tells somebody */
export function demandAlarm(world: StoryWorld, metric: MetricIdentity): void {
  const wanted = JSON.stringify(Object.entries(metric.dimensions).sort());
  world.demandOfTemplate(
    `an alarm watches ${metric.namespace} ${metric.name} ${wanted}, and tells`,
    (template) =>
      Object.values(template.Resources).some(({ Type, Properties }) => {
        if (Type !== 'AWS::CloudWatch::Alarm') return false;
        const { Namespace, MetricName, Dimensions = [], AlarmActions = [] } = Properties as AlarmProperties;
        const given = Dimensions.map(({ Name, Value }) => [Name, nameOf(template, Value)]).sort();
        const watches = Namespace === metric.namespace && MetricName === metric.name;
        return watches && JSON.stringify(given) === wanted && AlarmActions.length > 0;
      }),
  );
}

interface AlarmProperties {
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
  readonly AlarmActions?: readonly unknown[];
}

/** What a dimension says once the template is deployed: names of queues and functions are given, not made. */
function nameOf(template: Template, value: unknown): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::GetAtt': attribute } = value as {
    readonly Ref?: string;
    readonly 'Fn::GetAtt'?: readonly string[];
  };
  const properties = template.Resources[Ref ?? attribute?.[0] ?? '']?.Properties ?? {};
  return String(properties['FunctionName'] ?? properties['QueueName'] ?? '');
}

function parseMetrics(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.includes('"_aws"')) return undefined;
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}

/** Powertools writes one number, or a list of them. */
function isPositive(value: unknown): boolean {
  return [value].flat().some((number) => typeof number === 'number' && number > 0);
}
