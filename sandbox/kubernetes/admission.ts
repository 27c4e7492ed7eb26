import { type CelVariables, compileCel } from './cel.ts';
import { isObject, type JsonObject } from './json.ts';
import type { ResourceRequest, ServerContext } from './requests/context.ts';
import { StatusError } from './status-error.ts';
import { storeKey } from './store.ts';

const GROUP = 'admissionregistration.k8s.io';
const POLICIES = `${GROUP}/validatingadmissionpolicies`;
const BINDINGS = `${GROUP}/validatingadmissionpolicybindings`;

/** A write that admission judges. `object` is null on DELETE, `oldObject` on CREATE. */
export interface AdmissionWrite {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly object: JsonObject | null;
  readonly oldObject: JsonObject | null;
}

/** Evaluates the stored ValidatingAdmissionPolicies; throws the refusal of the first that denies. */
export function judgePolicies(context: ServerContext, request: ResourceRequest, write: AdmissionWrite): void {
  for (const binding of context.store.list(BINDINGS)) {
    const spec = recordOf(binding['spec']);
    const actions = Array.isArray(spec['validationActions']) ? spec['validationActions'] : [];
    const policy = context.store.get(POLICIES, storeKey(undefined, String(spec['policyName'])));
    if (policy === undefined || !actions.includes('Deny')) continue;
    const names = {
      policy: String(spec['policyName']),
      binding: String(recordOf(binding['metadata'])['name']),
    };
    judge(request, write, { spec: recordOf(policy['spec']), names });
  }
}

interface Policy {
  readonly spec: JsonObject;
  readonly names: { readonly policy: string; readonly binding: string };
}

function judge(request: ResourceRequest, write: AdmissionWrite, { spec, names }: Policy): void {
  if (!isConstrained(recordOf(spec['matchConstraints']), request, write.operation)) return;
  const variables = variablesOf(request, write);
  const lazily: CelVariables = {};
  variables['variables'] = lazily;
  const conditions = listOf(spec['matchConditions']);
  if (!conditions.every(({ expression }) => compileCel(String(expression))(variables) === true)) return;
  for (const { name, expression } of listOf(spec['variables'])) {
    Object.defineProperty(lazily, String(name), {
      enumerable: true,
      get: () => compileCel(String(expression))(variables),
    });
  }
  for (const validation of listOf(spec['validations'])) {
    const problem = findProblem(validation, variables);
    if (problem !== undefined) throw denied(request, write, { names, problem });
  }
}

function findProblem(validation: JsonObject, variables: CelVariables): string | undefined {
  const expression = String(validation['expression']);
  try {
    if (compileCel(expression)(variables) === true) return undefined;
  } catch (error) {
    return `expression '${expression}' resulted in error: ${error instanceof Error ? error.message : ''}`;
  }
  return String(validation['message'] ?? `failed expression: ${expression.trim()}`);
}

/** Whether one of `resourceRules` names the request's resource and the operation. */
export function isConstrained(constraints: JsonObject, request: ResourceRequest, operation: string): boolean {
  const { group, version, plural } = request.resource;
  const subresource = request.info.subresource;
  const resource = subresource === '' ? plural : `${plural}/${subresource}`;
  return listOf(constraints['resourceRules']).some((rule) => {
    const has = (field: string, value: string): boolean => {
      const values = rule[field];
      return Array.isArray(values) && (values.includes('*') || values.includes(value));
    };
    return (
      has('apiGroups', group) &&
      has('apiVersions', version) &&
      has('operations', operation) &&
      has('resources', resource)
    );
  });
}

/** What the expressions of policies and webhooks see. */
export function variablesOf(
  { caller, info, resource }: ResourceRequest,
  write: AdmissionWrite,
): CelVariables {
  const { group, version, plural, kind } = resource;
  return {
    object: write.object,
    oldObject: write.oldObject,
    request: {
      operation: write.operation,
      name: info.name,
      namespace: info.namespace ?? '',
      subResource: info.subresource,
      resource: { group, version, resource: plural },
      kind: { group, version, kind },
      dryRun: info.query.get('dryRun') === 'All',
      userInfo: { username: caller.username, groups: caller.groups },
    },
  };
}

interface Denial {
  readonly names: Policy['names'];
  readonly problem: string;
}

function denied(
  { resource }: ResourceRequest,
  write: AdmissionWrite,
  { names, problem }: Denial,
): StatusError {
  const { group, plural } = resource;
  const metadata = recordOf((write.object ?? write.oldObject)?.['metadata']);
  const name = String(metadata['name'] ?? '');
  const subject = group === '' ? plural : `${plural}.${group}`;
  const why = `ValidatingAdmissionPolicy '${names.policy}' with binding '${names.binding}' denied request: ${problem}`;
  return new StatusError(422, 'Invalid', `${subject} "${name}" is forbidden: ${why}`, {
    name,
    ...(group === '' ? {} : { group }),
    kind: plural,
    causes: [{ message: why }],
  });
}

function recordOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function listOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
