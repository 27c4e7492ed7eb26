import { TerminalError } from '../../core/errors.ts';
import type { Credential } from './auth.ts';

interface KubeconfigUser {
  readonly token?: string;
  readonly 'client-certificate-data'?: string;
  readonly 'client-key-data'?: string;
}

interface Kubeconfig {
  readonly 'current-context'?: string;
  readonly contexts?: readonly { readonly name?: string; readonly context?: { readonly user?: string } }[];
  readonly users?: readonly { readonly name?: string; readonly user?: KubeconfigUser }[];
}

/**
 * The credential of a kubeconfig's current context. Endpoint and authorities are not taken from it: those of the
 * configuration are pinned. Throws TerminalError `InvalidCredential`, never quoting the document.
 *
 * @param subject the parameter it came from.
 */
export function credentialFromKubeconfig(text: string, subject: string): Omit<Credential, 'expiresAt'> {
  const document = parseJson(text, subject);
  const contextName = document['current-context'];
  const context = document.contexts?.find(({ name }) => name === contextName)?.context;
  const user = document.users?.find(({ name }) => name === context?.user)?.user;
  if (user === undefined) {
    throw invalid(subject, 'its current-context names no user of the document');
  }
  if (user.token !== undefined) return { token: user.token };
  const [cert, key] = [user['client-certificate-data'], user['client-key-data']];
  if (cert === undefined || key === undefined) {
    throw invalid(
      subject,
      'its user has neither token nor client-certificate-data and client-key-data (files, exec and auth-provider do not work in a function)',
    );
  }
  return { certificate: { cert: fromBase64(cert), key: fromBase64(key) } };
}

function parseJson(text: string, subject: string): Kubeconfig {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch {
    // The parser quotes the document, which is a credential; it is told below without the quote.
  }
  throw invalid(
    subject,
    'it is not a JSON object (kubectl config view --raw --minify --flatten -o json makes one)',
  );
}

function invalid(subject: string, problem: string): TerminalError {
  return new TerminalError(`the kubeconfig in parameter ${subject} cannot be used: ${problem}`, {
    code: 'InvalidCredential',
    subject,
  });
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}
