import { conditionHolds, substituteVariables } from './condition.ts';
import type { AuthorizationRequest, PolicyDocument, Statement } from './policy.ts';
import { listOf } from './policy.ts';
import { matchesWildcard } from './wildcard.ts';

export interface Decision {
  readonly decision: 'allow' | 'explicitDeny' | 'implicitDeny';
  /** The statements that applied, so that a statement nothing ever needs can be found (invariant I9). */
  readonly statements: readonly Statement[];
}

/** Evaluates identity policies: an applying Deny wins, then any applying Allow, else denied. */
export function evaluatePolicies(
  documents: readonly PolicyDocument[],
  request: AuthorizationRequest,
): Decision {
  return decide(
    documents
      .flatMap((document) => listOf(document.Statement))
      .filter((statement) => applies(statement, request)),
  );
}

/** Who a resource or trust policy is asked about. */
export interface PolicyPrincipal {
  readonly kind: 'AWS' | 'Service' | 'Federated';
  /** `events.amazonaws.com`, or the ARNs a caller goes by: its role, its session, its account. */
  readonly names: readonly string[];
}

/** Evaluates a resource policy (of a queue) or a trust policy (of a role) for one principal. */
export function evaluateResourcePolicy(
  document: PolicyDocument,
  request: AuthorizationRequest,
  principal: PolicyPrincipal,
): Decision {
  const statements = listOf(document.Statement).filter(
    (statement) => appliesToPrincipal(statement, principal) && applies(statement, request),
  );
  return decide(statements);
}

function decide(statements: readonly Statement[]): Decision {
  if (statements.some((statement) => statement.Effect === 'Deny'))
    return { decision: 'explicitDeny', statements };
  return { decision: statements.length > 0 ? 'allow' : 'implicitDeny', statements };
}

function applies(statement: Statement, request: AuthorizationRequest): boolean {
  const { Action, NotAction, Resource, NotResource, Condition } = statement;
  const action = (pattern: string) => matchesWildcard(pattern, request.action, { ignoreCase: true });
  const resource = (pattern: string) =>
    matchesWildcard(substituteVariables(pattern, request.context), request.resource);
  if (Action === undefined ? listOf(NotAction).some(action) : !listOf(Action).some(action)) return false;
  // Trust policies have no Resource: they are about the role they hang on.
  const anyResource = Resource === undefined && NotResource === undefined;
  const inScope =
    Resource === undefined ? !listOf(NotResource).some(resource) : listOf(Resource).some(resource);
  return (anyResource || inScope) && conditionHolds(Condition, request.context);
}

function appliesToPrincipal({ Principal }: Statement, principal: PolicyPrincipal): boolean {
  if (Principal === undefined) return false;
  if (Principal === '*') return true;
  return listOf(Principal[principal.kind]).some((name) => name === '*' || principal.names.includes(name));
}
