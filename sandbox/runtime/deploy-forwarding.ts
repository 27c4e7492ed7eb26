import type { SandboxAws } from '../aws/aws.ts';
import { passEvent } from '../aws/events/publish.ts';
import type { BusEvent } from '../aws/events/rules.ts';
import type { RuleTarget } from '../template/kinds/events.ts';
import type { ResolvedStack } from '../template/resolve-stack.ts';
import { Authority } from './authority.ts';
import type { ReportProblem } from './deliver.ts';
import { deployRoles } from './deploy-roles.ts';
import { deployRules } from './deploy-rules.ts';

const SESSION = { sessionName: 'sandbox', durationSeconds: 3600 };

/** Deploys a stack that only has rules and roles: the one that hands events of a region to the cluster's. */
export function deployForwarding(
  stack: ResolvedStack,
  { aws, report }: { readonly aws: SandboxAws; readonly report: ReportProblem },
): void {
  const { region, account } = stack.place;
  const { events, sqs } = aws.in(region, account);
  const { roles, credentials } = aws;
  const authority = new Authority({ account, roles, credentials, sqs });
  deployRoles(stack, roles);
  deployRules(stack, events, {
    sendAs: (sourceArn) => authority.sendAsService({ service: 'events.amazonaws.com', sourceArn }),
    forward: forwarder(aws, authority),
    report,
  });
}

/** EventBridge on behalf of a rule: assumes the role of the target, which must allow `events:PutEvents` there. */
export function forwarder(
  aws: SandboxAws,
  authority: Authority,
): (ruleArn: string, target: RuleTarget, event: BusEvent) => void {
  return (sourceArn, { Arn, RoleArn = '' }, event) => {
    const { caller } = authority.assume(RoleArn, { service: 'events.amazonaws.com', sourceArn }, SESSION);
    authority.require(caller, 'events:PutEvents', Arn);
    const [, , , region, account] = Arn.split(':');
    passEvent(aws.in(region, account).events.state, event);
  };
}
