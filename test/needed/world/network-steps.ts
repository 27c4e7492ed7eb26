import { evaluatePolicies } from '../../../sandbox/aws/iam/evaluate.ts';
import { demand, type Step } from './step.ts';
import type { StoryWorld } from './story-world.ts';

/** What Lambda does with the role of a function in a VPC. */
const ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** Functions in a VPC. That Lambda may put them there shows when the stack is deployed. */
export const NETWORK_STEPS: readonly Step[] = [
  {
    name: "a function's own code may not do what Lambda does to put it into a VPC",
    async run(world) {
      for (const half of ['secret', 'dns']) {
        for (const action of ACTIONS) {
          demand(decide(world, half, action) === 'explicitDeny', `${half}-sync is refused ${action}`);
        }
      }
    },
  },
];

function decide({ sandbox: { aws } }: StoryWorld, half: string, action: string): string {
  const name = `sluice-eco2-dev-${half}-sync`;
  const role = aws.roles.get(`arn:aws:iam::${aws.account}:role/${name}`);
  const functionArn = `arn:aws:lambda:${aws.region}:${aws.account}:function:${name}`;
  const context = { 'lambda:SourceFunctionArn': functionArn };
  return evaluatePolicies(role?.policies ?? [], { action, resource: '*', context }).decision;
}
