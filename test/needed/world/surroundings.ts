import { addHostedZone } from '../../../sandbox/aws/route53/hosted-zones.ts';
import type { StoryWorld } from './story-world.ts';
import {
  MAPPED_ROLE,
  MARKER_KEY,
  OTHER_ACCOUNT,
  OTHER_ZONE,
  STORE_ROLE,
  ZONE_ROLE,
  ZONE_TAG,
} from './whole-cluster.ts';

/** What the other account grants, by role; each trusts one of the functions. */
const FOREIGN_ROLES = [
  {
    arn: MAPPED_ROLE,
    by: 'secret-sync',
    assume: ['sts:AssumeRole', 'sts:TagSession'],
    actions: ['ssm:GetParameters', 'kms:Decrypt'],
  },
  {
    arn: STORE_ROLE,
    by: 'secret-sync',
    assume: ['sts:AssumeRole', 'sts:TagSession'],
    actions: ['ssm:GetParameters', 'kms:Decrypt'],
  },
  {
    arn: ZONE_ROLE,
    by: 'dns-sync',
    assume: ['sts:AssumeRole'],
    actions: [
      'route53:ListResourceRecordSets',
      'route53:ChangeResourceRecordSets',
      'route53:GetChange',
      'route53:ListTagsForResources',
    ],
  },
];

/** What is there before the stack is: zones and their tags, the registry's key, the roles of the other account. */
export function prepareAws({ sandbox: { aws } }: StoryWorld): void {
  const own = `arn:aws:iam::${aws.account}:role/sluice-eco2-dev`;
  for (const { arn, by, assume, actions } of FOREIGN_ROLES) {
    const Principal = { AWS: `${own}-${by}` };
    aws.roles.put({
      arn,
      policies: [{ Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] }],
      trust: { Statement: [{ Effect: 'Allow', Principal, Action: assume }] },
    });
  }
  const { route53 } = aws;
  addHostedZone(route53.state, OTHER_ZONE);
  for (const ResourceId of route53.state.zones.keys()) {
    route53.call('ChangeTagsForResource', { ResourceType: 'hostedzone', ResourceId, AddTags: [ZONE_TAG] });
  }
  const key = { Name: MARKER_KEY, Value: '0123456789abcdef0123456789abcdef', Type: 'SecureString' as const };
  aws.in().ssm.call('PutParameter', key);
}

/** A parameter of the other account, which needs no event of ours. */
export function putForeignParameter({ sandbox }: StoryWorld, Name: string, Value: string): void {
  const { ssm } = sandbox.aws.in(undefined, OTHER_ACCOUNT);
  ssm.call('PutParameter', { Name, Value, Type: 'SecureString' });
}
