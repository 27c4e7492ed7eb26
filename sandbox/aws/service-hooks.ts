import type { ObservedCall, SandboxAws } from './aws.ts';
import { authorizeCaller } from './iam/authorize.ts';
import type { AuthorizationRequest } from './iam/policy.ts';
import type { ServiceHooks } from './service.ts';
import { AwsServiceError } from './service-error.ts';

/** How the services name a refusal by IAM; the others say AccessDenied with status 403. */
const DENIALS: Readonly<Record<string, readonly [code: string, status: number]>> = {
  ssm: ['AccessDeniedException', 400],
  secretsmanager: ['AccessDeniedException', 400],
  events: ['AccessDeniedException', 400],
  lambda: ['AccessDeniedException', 403],
  eks: ['AccessDeniedException', 403],
};

export interface HookedService {
  readonly service: string;
  readonly region: string;
  /** What has to be allowed for a call. */
  requests(action: string, params: Readonly<Record<string, unknown>>): readonly AuthorizationRequest[];
}

/** Hooks that connect a model to the sandbox's IAM, its scripted faults and its observers. */
export function hooksFor(aws: SandboxAws, { service, region, requests }: HookedService): ServiceHooks {
  return {
    now: aws.now,
    intercept: (action, params) =>
      aws.intercept?.({ service, region, action, params }) ?? aws.faults.next({ service, action }),
    authorize(action, params, caller) {
      if (caller.roleArn === undefined) return;
      const asked = requests(action, params).map((request) => ({
        ...request,
        context: { 'aws:RequestedRegion': region, ...request.context },
      }));
      try {
        authorizeCaller(aws.roles, caller, asked);
      } catch (error) {
        const [code, status] = DENIALS[service] ?? ['AccessDenied', 403];
        if (error instanceof AwsServiceError) throw new AwsServiceError(code, error.message, status);
        throw error;
      }
    },
    observe(action, params, caller, errorCode) {
      const call: ObservedCall = { service, region, action, params, caller };
      aws.observe?.(errorCode === undefined ? call : { ...call, errorCode });
    },
  };
}
