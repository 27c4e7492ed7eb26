import { TerminalError } from '../core/errors.ts';
import { type SyncFailure, syncFailure, WORDS } from '../core/secrets/sync-failure.ts';

/** The shipped ClusterRole for target Secrets, and its binding in each namespace (manifests/rbac.ts). */
const SECRETS_ROLE = 'sluice-secrets-target';

/** A 403 on a Secret, with the RoleBinding that lets us in; undefined for any other error (DESIGN 6). */
export function explainForbidden(
  error: unknown,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): SyncFailure | undefined {
  if (!(error instanceof TerminalError) || error.code !== 'Forbidden') return undefined;
  const user = /User "([^"]*)"/.exec(error.message)?.[1] ?? '<user of sluice>';
  const detail =
    `secret ${namespace}/${name}: ${error.message}; if sluice may manage secrets of this namespace: ` +
    `kubectl --namespace ${namespace} create rolebinding ${SECRETS_ROLE} ` +
    `--clusterrole=${SECRETS_ROLE} --user='${user}'`;
  return syncFailure(WORDS.update, detail, { reason: 'Forbidden' });
}
