import { type IRuleTarget, Rule } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { ClusterConfiguration, SecretsConfiguration } from './config.ts';
import { compileEventFamilies } from './event-patterns.ts';
import { formatArn } from './permissions/arn.ts';
import { toPolicyDocument } from './permissions/permission.ts';

export interface EventForwardingProps {
  readonly cluster: Pick<ClusterConfiguration, 'name' | 'account' | 'region'>;
  readonly secrets: Pick<SecretsConfiguration, 'prefixes' | 'services'>;
  /** Where the parameters are; not the cluster's own region. */
  readonly region: string;
}

/**
 * Rules in another region that hand its events to the default bus of the cluster's region, where the cluster's own
 * rules take them to its queue: EventBridge rules see the events of their region only.
 */
export class EventForwarding extends Stack {
  constructor(scope: Construct, id: string, { cluster, secrets, region }: EventForwardingProps) {
    const { name, account } = cluster;
    super(scope, id, {
      stackName: `sluice-${name}-events-${region}`,
      description: `events of ${region} for cluster ${name}`,
      env: { account, region },
      analyticsReporting: false,
    });
    const bus = formatArn('events', cluster, 'event-bus/default');
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('events.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
      inlinePolicies: {
        Forward: toPolicyDocument([
          { sid: 'ForwardEvents', actions: ['events:PutEvents'], resources: [bus] },
        ]),
      },
    });
    const target: IRuleTarget = { bind: () => ({ arn: bus, role }) };
    for (const { id: family, patterns } of compileEventFamilies(secrets.prefixes, secrets.services)) {
      for (const [index, eventPattern] of patterns.entries()) {
        new Rule(this, index === 0 ? family : `${family}${index + 1}`, { eventPattern, targets: [target] });
      }
    }
  }
}

/** Regions of `secrets.regions` whose events must be forwarded. */
export function forwardedRegions({ region, secrets }: ClusterConfiguration): readonly string[] {
  return [...new Set(secrets?.regions ?? [])].filter((one) => one !== region).sort();
}
