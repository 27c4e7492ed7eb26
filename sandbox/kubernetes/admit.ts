import { type AdmissionWrite, judgePolicies } from './admission.ts';
import type { ResourceRequest, ServerContext } from './requests/context.ts';
import { requireReviews } from './webhooks.ts';

/** Validating admission, before a write is stored: policies first, then webhooks. Throws what refuses or holds it. */
export function admit(context: ServerContext, request: ResourceRequest, write: AdmissionWrite): void {
  judgePolicies(context, request, write);
  requireReviews(context, request, write);
}
