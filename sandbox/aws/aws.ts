import type { CloudWatch } from './cloudwatch/cloudwatch.ts';
import type { Credentials } from './iam/credentials.ts';
import { createCredentials } from './iam/credentials.ts';
import { createIam, type Iam, iamRequests } from './iam/iam.ts';
import { Roles } from './iam/roles.ts';
import type { Lambda } from './lambda/lambda.ts';
import type { Logs } from './logs/logs.ts';
import type { RegionalServices } from './regional-services.ts';
import { createRegionalServices } from './regional-services.ts';
import { route53Requests } from './route53/authorization.ts';
import type { Route53 } from './route53/route53.ts';
import { createRoute53 } from './route53/route53.ts';
import type { Scheduler } from './scheduler/scheduler.ts';
import { ScriptedFaults } from './scripted-faults.ts';
import type { Caller } from './service.ts';
import type { AwsServiceError } from './service-error.ts';
import { hooksFor } from './service-hooks.ts';
import { SigningKeys } from './sts/signing-keys.ts';
import { DEFAULT_ISSUER } from './sts/sts.ts';
import type { WireRequest, WireResponse } from './wire/wire-message.ts';

/** One call as the sandbox's observers see it, after it was answered. */
export interface ObservedCall {
  /** `ssm`, `route53`, `sqs`, `sts`, `secretsmanager`, `events`, `lambda`. */
  readonly service: string;
  readonly region: string;
  readonly action: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
  readonly errorCode?: string;
}

export interface SandboxAwsOptions {
  now(): number;
  /** Default 123456789012. */
  readonly account?: string;
  /** Where calls without a region of their own are accounted; default ap-northeast-2. */
  readonly region?: string;
  /** How long Route 53 changes are PENDING; default 30 s. */
  readonly insyncAfterMs?: number;
  /** Issuer of web identity tokens; default: of the shape AWS gives an account. */
  readonly issuer?: string;
  /** Whether the account makes such tokens from the start; default true. */
  readonly federation?: boolean;
}

/** Every model of the sandbox's AWS, with one set of keys and roles. IAM is enforced for callers with a role. */
export interface SandboxAws {
  readonly account: string;
  readonly region: string;
  readonly credentials: Credentials;
  readonly roles: Roles;
  readonly iam: Iam;
  readonly route53: Route53;
  /** Services of a region and account, made on first use. Defaults: the sandbox's own. */
  in(region?: string, account?: string): RegionalServices;
  /** Set by the template runtime once functions exist (`createLambda`). */
  lambda: Lambda | undefined;
  /** Set by the template runtime as well (`createScheduler`). */
  scheduler: Scheduler | undefined;
  /** Set by the template runtime as well (`createCloudWatch`). */
  cloudWatch: CloudWatch | undefined;
  /** Set by the template runtime as well (`createLogs`). */
  logs: Logs | undefined;
  /** Set by the template runtime: answers requests to function URLs, and leaves all others. */
  functionUrl: ((request: WireRequest) => Promise<WireResponse | undefined>) | undefined;
  /** Faults that somebody asked for while the sandbox runs. */
  readonly faults: ScriptedFaults;
  /** A fault scripted by a test for any call of any service; comes before `faults`. */
  intercept: ((call: Omit<ObservedCall, 'caller' | 'errorCode'>) => AwsServiceError | undefined) | undefined;
  /** Told of every call once it was answered. */
  observe: ((call: ObservedCall) => void) | undefined;
  now(): number;
}

/** An empty AWS. Nothing listens: see endpoint.ts. */
export function createAws(options: SandboxAwsOptions): SandboxAws {
  const { account = '123456789012', region = 'ap-northeast-2', insyncAfterMs = 30_000 } = options;
  const now = () => options.now();
  const keys = new SigningKeys();
  const roles = new Roles();
  const { issuer = DEFAULT_ISSUER, federation: isFederationOn = true } = options;
  const iamState = { account, roles, issuer, isFederationOn };
  const regional = new Map<string, RegionalServices>();
  const aws: SandboxAws = {
    account,
    region,
    credentials: createCredentials({ account, now }),
    roles,
    iam: createIam(iamState, { now }),
    faults: new ScriptedFaults(),
    route53: createRoute53({ account, insyncAfterMs, now }),
    lambda: undefined,
    scheduler: undefined,
    cloudWatch: undefined,
    logs: undefined,
    functionUrl: undefined,
    intercept: undefined,
    observe: undefined,
    now,
    in(wanted = region, owner = account) {
      const key = `${owner}/${wanted}`;
      const services =
        regional.get(key) ?? createRegionalServices(aws, { account: owner, region: wanted, keys, issuer });
      regional.set(key, services);
      return services;
    },
  };
  Object.assign(
    aws.route53.hooks,
    hooksFor(aws, { service: 'route53', region: 'us-east-1', requests: route53Requests }),
  );
  Object.assign(
    aws.iam.hooks,
    hooksFor(aws, {
      service: 'iam',
      region: 'us-east-1',
      requests: (action, params) => iamRequests(iamState, action, params),
    }),
  );
  return aws;
}
