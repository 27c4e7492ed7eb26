import { matchesSelector } from '../label-selector.ts';
import { type Checked, invalid, valid } from './checked.ts';
import type { SecretStore, StoreCondition } from './secret-store.ts';

/** Compiles a Go RE2 expression to "matches anywhere in"; supplied by a module that is loaded only when needed. */
export type CompileRegexp = (pattern: string) => Checked<(subject: string) => boolean>;

/** The namespace an ExternalSecret lives in. Labels are only listed when some store selects by them. */
export interface NamespaceFacts {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Whether the conditions of a ClusterSecretStore admit a namespace. No conditions: everybody. All entries and all
 * fields in an entry are alternatives; an empty entry matches nothing (reference: eso 1.2).
 */
export function checkConditions(
  store: SecretStore,
  namespace: NamespaceFacts,
  compile: CompileRegexp,
): Checked<true> {
  if (store.kind !== 'ClusterSecretStore' || store.conditions.length === 0) return valid(true);
  for (const condition of store.conditions) {
    const admitted = admits(condition, namespace, compile);
    if (!admitted.ok) return admitted;
    if (admitted.value) return valid(true);
  }
  return invalid(
    `using cluster store "${store.name}" is not allowed from namespace "${namespace.name}": ` +
      'denied by spec.condition',
  );
}

function admits(
  condition: StoreCondition,
  namespace: NamespaceFacts,
  compile: CompileRegexp,
): Checked<boolean> {
  if (condition.namespaceSelector && matchesSelector(condition.namespaceSelector, namespace.labels)) {
    return valid(true);
  }
  if (condition.namespaces.includes(namespace.name)) return valid(true);
  for (const pattern of condition.namespaceRegexes) {
    const compiled = compile(pattern);
    if (!compiled.ok) return invalid(`failed to compile regex ${pattern}: ${compiled.problem}`);
    if (compiled.value(namespace.name)) return valid(true);
  }
  return valid(false);
}
