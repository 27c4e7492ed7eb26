import { AwsServiceError } from '../service-error.ts';
import type { Route53State } from './zone.ts';

/** `ChangeInfo`. SubmittedAt is seconds since the epoch, as everywhere in the models. */
export interface ChangeInfo {
  readonly Id: string;
  readonly Status: 'PENDING' | 'INSYNC';
  readonly SubmittedAt: number;
  readonly Comment?: string;
}

/** Registers an accepted change, PENDING from now on. */
export function submitChange(state: Route53State, comment: string | undefined): ChangeInfo {
  const id = `C${String(state.changes.size + 1).padStart(12, '0')}`;
  state.changes.set(id, { id, submittedAt: state.now(), comment });
  return getChange(state, { Id: id }).ChangeInfo;
}

/** INSYNC once `insyncAfterMs` have passed since the change was submitted. */
export function getChange(state: Route53State, request: { readonly Id: string }): { ChangeInfo: ChangeInfo } {
  const change = state.changes.get(request.Id.replace(/^\/?change\//, ''));
  if (change === undefined) {
    throw new AwsServiceError('NoSuchChange', `Could not find resource with ID: ${request.Id}`, 404);
  }
  const settled = state.now() - change.submittedAt >= state.insyncAfterMs;
  const ChangeInfo: ChangeInfo = {
    Id: `/change/${change.id}`,
    Status: settled ? 'INSYNC' : 'PENDING',
    SubmittedAt: change.submittedAt / 1000,
    ...(change.comment === undefined ? {} : { Comment: change.comment }),
  };
  return { ChangeInfo };
}
