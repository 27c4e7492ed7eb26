import { TerminalError, TransientError } from '../core/errors.ts';
import { findStoreProblem, withKeys } from '../core/secrets/resolve-sources.ts';
import { refersToCaller, type SecretStore } from '../core/secrets/secret-store.ts';
import type { KeySecretOf } from '../core/secrets/static-keys.ts';
import type { CredentialProblem } from '../core/secrets/store-status.ts';
import { decideAccess } from '../core/secrets/tenancy.ts';
import type { Run } from './run.ts';

/**
 * Whether a store's credentials can be had, as ESO validates a store: keys are there, roles let themselves be
 * assumed, and no parameter is read. `unknown` when that was not looked at or the trouble may pass; a store that is
 * refused for another reason, or that refers to its caller, needs none.
 */
export async function checkCredentials(
  run: Run,
  store: SecretStore,
  { isInUse, keySecretOf }: { readonly isInUse: boolean; readonly keySecretOf: KeySecretOf },
): Promise<'had' | 'unknown' | CredentialProblem> {
  if (findStoreProblem(store, run.deps.config) !== undefined || refersToCaller(store)) return 'had';
  const access = decideAccess(store, store.namespace ?? '', run.deps.config);
  if (!access.ok) return 'had';
  const { identity, keyRefs } = access.value;
  const assumes = identity.roleArn !== undefined || identity.chain !== undefined;
  if (keyRefs === undefined && !assumes) return 'had';
  if (!isInUse) return 'unknown';
  const complete = withKeys(access.value, keySecretOf);
  if (!complete.ok) {
    const detail = `unable to create session: ${complete.problem}`;
    return complete.transient ? 'unknown' : { words: 'unable to create client', detail };
  }
  return assumes ? verify(run, complete.value) : 'had';
}

async function verify(
  run: Run,
  identity: Parameters<typeof run.deps.parameterStores.verify>[0],
): Promise<'had' | 'unknown' | CredentialProblem> {
  try {
    await run.deps.parameterStores.verify(identity);
    return 'had';
  } catch (error) {
    if (error instanceof TransientError || !(error instanceof TerminalError)) return 'unknown';
    const role = error.subject === undefined ? '' : ` of role ${error.subject}`;
    const detail = `AssumeRole${role}: ${error.code}: ${error.message}`;
    return { words: 'unable to validate store', detail };
  }
}
