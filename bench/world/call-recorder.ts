import type { HttpRequest } from '../../lambdas/adapters/kubernetes/http.ts';
import type { ObservedCall } from '../../sandbox/aws/aws.ts';

/** One call that a function made, as it can be made again without the function. */
export type RecordedCall =
  | { readonly to: 'kubernetes'; readonly request: HttpRequest }
  | { readonly to: 'aws'; readonly action: string; readonly params: Readonly<Record<string, unknown>> };

/** Takes down calls in the order in which the servers saw them, while started. */
export interface CallRecorder {
  kubernetes(request: HttpRequest): void;
  aws(call: ObservedCall): void;
  start(): void;
  stop(): readonly RecordedCall[];
}

export function createCallRecorder(): CallRecorder {
  let calls: RecordedCall[] | undefined;
  return {
    kubernetes: (request) => void calls?.push({ to: 'kubernetes', request }),
    aws: ({ action, params }) => void calls?.push({ to: 'aws', action, params }),
    start() {
      calls = [];
    },
    stop() {
      const recorded = calls ?? [];
      calls = undefined;
      return recorded;
    },
  };
}
