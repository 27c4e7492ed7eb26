import { type Decision, evaluatePolicies } from './evaluate.ts';
import type { AuthorizationRequest } from './policy.ts';
import { type IamState, requireRole } from './state.ts';

export interface SimulateRequest {
  readonly PolicySourceArn: string;
  readonly ActionNames: readonly string[];
  /** @default every resource */
  readonly ResourceArns?: readonly string[];
  readonly ContextEntries?: readonly {
    readonly ContextKeyName: string;
    readonly ContextKeyType?: string;
    readonly ContextKeyValues: readonly string[];
  }[];
}

const DECISIONS: Readonly<Record<Decision['decision'], string>> = {
  allow: 'allowed',
  explicitDeny: 'explicitDeny',
  implicitDeny: 'implicitDeny',
};

/** What the role's policies would decide: each action on each resource. Nothing counts as used by it. */
export function simulatePrincipalPolicy(
  state: IamState,
  request: SimulateRequest,
): { EvaluationResults: object[]; IsTruncated: false } {
  const { policies } = requireRole(state, request.PolicySourceArn);
  const context: AuthorizationRequest['context'] = Object.fromEntries(
    (request.ContextEntries ?? []).map(({ ContextKeyName, ContextKeyType, ContextKeyValues }) => [
      ContextKeyName,
      ContextKeyType?.endsWith('List') === true ? ContextKeyValues : ContextKeyValues[0],
    ]),
  );
  const decide = (action: string, resource: string): string =>
    DECISIONS[evaluatePolicies(policies, { action, resource, context }).decision];
  return {
    EvaluationResults: request.ActionNames.map((action) => {
      const results = (request.ResourceArns ?? ['*']).map((resource) => ({
        EvalResourceName: resource,
        EvalResourceDecision: decide(action, resource),
      }));
      const worst = results.find(({ EvalResourceDecision }) => EvalResourceDecision !== 'allowed');
      return {
        EvalActionName: action,
        EvalResourceName: '*',
        EvalDecision: worst?.EvalResourceDecision ?? 'allowed',
        ResourceSpecificResults: results,
      };
    }),
    IsTruncated: false,
  };
}
