import { TerminalError } from '../../core/errors.ts';
import type { ParameterReader } from '../parameter-reader.ts';
import type { Credential, IssueCredential } from './auth.ts';
import { credentialFromKubeconfig } from './kubeconfig.ts';

/** A parameter does not say when its token ends; it is read again this often, and at once after a 401. */
const REREAD_MS = 10 * 60_000;

/**
 * A credential kept in a SecureString: a bearer token, or a kubeconfig document in JSON. For clusters that can
 * trust neither the account's issuer nor IAM (DESIGN 6).
 */
export function issueFromParameter(
  parameters: ParameterReader,
  { mode, parameter }: { readonly mode: 'token' | 'kubeconfig'; readonly parameter: string },
  now: () => number,
): IssueCredential {
  return async () => {
    const { value } = await parameters.getParameter(parameter);
    const text = value?.unwrap().toString('utf8').trim() ?? '';
    if (text === '') {
      throw new TerminalError(`parameter ${parameter} is empty: put the ${mode} of the cluster there`, {
        code: 'InvalidCredential',
        subject: parameter,
      });
    }
    const credential: Omit<Credential, 'expiresAt'> =
      mode === 'token' ? { token: text } : credentialFromKubeconfig(text, parameter);
    return { ...credential, expiresAt: now() + REREAD_MS };
  };
}
