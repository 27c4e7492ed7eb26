import type { ContextEntry } from '@aws-sdk/client-iam';
import type { Permission } from '../../stack/permissions/permission.ts';

/** One simulation: every action on every resource, under conditions that the statement itself asks for. */
export interface PermissionSample {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly context: readonly ContextEntry[];
}

/** Stands where a policy has `*`. */
const ANYTHING = 'sluice-doctor';

/**
 * What the statements of a role allow, as calls that each of them must let through: derived from the policy that the
 * stack deploys, and so never a list of its own. Denials are left out: they concern the function's code, not the role.
 */
export function compileSamples(permissions: readonly Permission[]): readonly PermissionSample[] {
  return permissions
    .filter(({ effect }) => effect !== 'Deny')
    .map(({ sid, actions, resources, conditions }) => ({
      sid,
      actions,
      resources: [...new Set(resources.map(sampleOf))],
      context: contextOf(conditions ?? {}),
    }));
}

/** `*` alone stays: it is no resource at all. */
function sampleOf(pattern: string): string {
  return pattern === '*' ? pattern : pattern.replaceAll('*', ANYTHING);
}

function contextOf(conditions: NonNullable<Permission['conditions']>): readonly ContextEntry[] {
  return Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([ContextKeyName, wanted]) => {
      const values = (Array.isArray(wanted) ? wanted : [wanted]).map((value) => sampleOf(String(value)));
      const isList = operator.startsWith('For');
      return {
        ContextKeyName,
        ContextKeyType: `${typeOf(operator)}${isList ? 'List' : ''}`,
        ContextKeyValues: isList ? values : values.slice(0, 1),
      } as ContextEntry;
    }),
  );
}

function typeOf(operator: string): string {
  if (operator.includes('Numeric')) return 'numeric';
  return operator.includes('Bool') ? 'boolean' : 'string';
}
