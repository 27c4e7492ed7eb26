import type { SandboxAws } from './aws.ts';
import { createEcr, createEcrPublic, type Ecr, type EcrPublic } from './ecr/ecr.ts';
import { createEks, type Eks, eksRequests } from './eks/eks.ts';
import type { Events } from './events/events.ts';
import { createEvents } from './events/events.ts';
import { publishEvent } from './events/publish.ts';
import type { AuthorizationRequest } from './iam/policy.ts';
import { secretsManagerRequests } from './secretsmanager/authorization.ts';
import type { SecretsManager } from './secretsmanager/secrets-manager.ts';
import { createSecretsManager } from './secretsmanager/secrets-manager.ts';
import type { ServiceHooks } from './service.ts';
import { hooksFor } from './service-hooks.ts';
import { sqsRequests } from './sqs/authorization.ts';
import type { Sqs } from './sqs/sqs.ts';
import { createSqs } from './sqs/sqs.ts';
import { ssmRequests } from './ssm/authorization.ts';
import type { Ssm } from './ssm/ssm.ts';
import { createSsm } from './ssm/ssm.ts';
import { stsRequests } from './sts/authorization.ts';
import type { SigningKeys } from './sts/signing-keys.ts';
import type { Sts } from './sts/sts.ts';
import { createSts } from './sts/sts.ts';

/** The regional services of one account. */
export interface RegionalServices {
  readonly ssm: Ssm;
  readonly secretsManager: SecretsManager;
  readonly sqs: Sqs;
  readonly events: Events;
  readonly sts: Sts;
  readonly ecr: Ecr;
  readonly ecrPublic: EcrPublic;
  readonly eks: Eks;
}

export interface Regional {
  readonly account: string;
  readonly region: string;
  readonly keys: SigningKeys;
  readonly issuer?: string;
}

type Requests = Parameters<typeof hooksFor>[1]['requests'];
type HookMaker = (service: string, requests: Requests) => ServiceHooks;

/** Makes the services of a region and connects SSM and Secrets Manager to its event bus. */
export function createRegionalServices(aws: SandboxAws, options: Regional): RegionalServices {
  const { account, region } = options;
  const base = { account, region, now: aws.now };
  const ssm = createSsm(base);
  const secretsManager = createSecretsManager(base);
  const sqs = createSqs(base);
  const events = createEvents(base);
  const ecr = createEcr(base);
  const ecrPublic = createEcrPublic(base);
  const eks = createEks(base);
  const sts = createSts({
    ...base,
    ...options,
    roles: aws.roles,
    credentials: aws.credentials,
    isFederationOn: () => aws.iam.state.isFederationOn,
  });
  const services = { ssm, secretsManager, sqs, events, sts, ecr, ecrPublic, eks };
  hookServices(services, (service, requests) => hooksFor(aws, { service, region, requests }));
  ssm.state.changed = ({ arn, detail }) => {
    publishEvent(events.state, {
      source: 'aws.ssm',
      detailType: 'Parameter Store Change',
      resources: [arn],
      detail,
    });
  };
  secretsManager.state.changed = ({ arn, detail }) => {
    const detailType = 'Secret Label Updated';
    publishEvent(events.state, { source: 'aws.secretsmanager', detailType, resources: [arn], detail });
  };
  return services;
}

/** Puts each service under the sandbox's IAM. */
function hookServices(services: RegionalServices, hook: HookMaker): void {
  const { ssm, secretsManager, sqs, events, sts, ecr, ecrPublic, eks } = services;
  const put = (model: { readonly hooks: ServiceHooks }, service: string, requests: Requests) =>
    Object.assign(model.hooks, hook(service, requests));
  put(ssm, 'ssm', (action, params) => ssmRequests(ssm.state, action, params));
  put(sqs, 'sqs', (action, params) => sqsRequests(sqs.state, action, params));
  put(secretsManager, 'secretsmanager', (action, params) =>
    secretsManagerRequests(secretsManager.state, action, params),
  );
  put(sts, 'sts', stsRequests);
  put(eks, 'eks', (action, params) => eksRequests(eks.state, action, params));
  put(ecr, 'ecr', (action) => anything(`ecr:${action}`));
  // A public token is made with a bearer token of STS, so both rights are asked for.
  put(ecrPublic, 'ecr-public', (action) => [
    ...anything(`ecr-public:${action}`),
    ...anything('sts:GetServiceBearerToken'),
  ]);
  const { region, account } = eks.state;
  const resource = `arn:aws:events:${region}:${account}:event-bus/default`;
  put(events, 'events', (action) => [{ action: `events:${action}`, resource, context: {} }]);
}

function anything(action: string): readonly AuthorizationRequest[] {
  return [{ action, resource: '*', context: {} }];
}
