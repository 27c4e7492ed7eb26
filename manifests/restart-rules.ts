import type { SecretsConfiguration } from '../stack/config.ts';
import type { AccessRule } from './rules.ts';

/** Rules of secret-sync in each namespace where it restarts workloads. */
export function restartRules({ mode }: Pick<SecretsConfiguration, 'mode'>): readonly AccessRule[] {
  const verbs = mode === 'observe' ? ['list'] : ['list', 'patch'];
  const resources = ['deployments', 'statefulsets', 'daemonsets'];
  const why =
    mode === 'observe'
      ? 'which workloads would be restarted'
      : 'restart after a rotation; the guard policy refuses any other change';
  return [{ apiGroup: 'apps', resources, verbs, why }];
}
