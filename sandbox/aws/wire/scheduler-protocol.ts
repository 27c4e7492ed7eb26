import type { SandboxAws } from '../aws.ts';
import type { Caller } from '../service.ts';
import { AwsServiceError } from '../service-error.ts';
import type { WireRequest, WireResponse } from './wire-message.ts';

/** EventBridge Scheduler: REST with JSON bodies; only looking at a schedule and switching it. */
export function answerScheduler(aws: SandboxAws, request: WireRequest, caller: Caller): WireResponse {
  const single = /^\/schedules\/([^/]+)$/.exec(request.path);
  const { scheduler } = aws;
  if (scheduler === undefined || single === null || !['GET', 'PUT'].includes(request.method)) {
    const what = `${request.method} ${request.path}`;
    throw new AwsServiceError('NotImplemented', `the sandbox does not implement ${what} of scheduler`, 501);
  }
  const Name = decodeURIComponent(single[1] ?? '');
  const answer =
    request.method === 'GET'
      ? scheduler.invoke('GetSchedule', { Name }, caller)
      : scheduler.invoke('UpdateSchedule', { ...JSON.parse(request.body), Name }, caller);
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) };
}
