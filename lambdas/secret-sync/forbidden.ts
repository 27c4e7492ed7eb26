import { TerminalError } from '../core/errors.ts';
import { type SyncFailure, syncFailure, WORDS } from '../core/secrets/sync-failure.ts';

/** The shipped ClusterRole for target Secrets, and its binding in each namespace (manifests/rbac.ts). */
const SECRETS_ROLE = 'sluice-secrets-target';

/** Who the shipped bindings name (manifests/subject.ts): the half's group, or the account of a stored token. */
const GROUP_FLAG = '--group=sluice:secrets';
const ACCOUNT_FLAG = '--serviceaccount=sluice-system:sluice';

/** What may not be read or written. */
interface Forbidden {
  readonly namespace: string;
  readonly name: string;
  /** @default 'Secret' */
  readonly kind?: 'Secret' | 'ConfigMap';
}

/** A 403 on a Secret, or on a ConfigMap with templates, with the RoleBinding that lets us in; undefined for any other error (DESIGN 6). */
export function explainForbidden(
  error: unknown,
  { namespace, name, kind = 'Secret' }: Forbidden,
  authMode: string,
): SyncFailure | undefined {
  if (!(error instanceof TerminalError) || error.code !== 'Forbidden') return undefined;
  const subject = authMode === 'token' ? ACCOUNT_FLAG : GROUP_FLAG;
  const detail =
    `${kind.toLowerCase()} ${namespace}/${name}: ${error.message}; if sluice may manage secrets of this namespace: ` +
    `kubectl --namespace ${namespace} create rolebinding ${SECRETS_ROLE} ` +
    `--clusterrole=${SECRETS_ROLE} ${subject}`;
  return syncFailure(WORDS.update, detail, { reason: 'Forbidden' });
}
