import type { SandboxAws } from '../aws.ts';
import type { Caller } from '../service.ts';
import { AwsServiceError } from '../service-error.ts';
import type { WireRequest, WireResponse } from './wire-message.ts';

/** EKS: REST with JSON bodies; only where a cluster is, and whom it lets in. */
export function answerEks(
  aws: SandboxAws,
  request: WireRequest,
  { caller, region }: { readonly caller: Caller; readonly region: string },
): WireResponse {
  const single = /^\/clusters\/([^/]+)(?:\/access-entries\/([^/]+))?$/.exec(request.path);
  if (single === null || request.method !== 'GET') {
    const what = `${request.method} ${request.path}`;
    throw new AwsServiceError('NotImplemented', `the sandbox does not implement ${what} of eks`, 501);
  }
  const { eks } = aws.in(region, caller.account);
  const [, cluster = '', principal] = single;
  const name = decodeURIComponent(cluster);
  const answer =
    principal === undefined
      ? eks.invoke('DescribeCluster', { name }, caller)
      : eks.invoke('DescribeAccessEntry', { name, principalArn: decodeURIComponent(principal) }, caller);
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) };
}
