import { createHash } from 'node:crypto';
import type { Caller } from '../service.ts';
import { AwsServiceError } from '../service-error.ts';

/** Keys as AWS hands them out. */
export interface IssuedKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Sessions only. */
  readonly sessionToken?: string;
  /** Milliseconds since the epoch; sessions only. */
  readonly expiration?: number;
}

export interface SessionRequest {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly durationSeconds: number;
  readonly sessionTags?: Readonly<Record<string, string>>;
  /** The Lambda function whose execution environment holds the session. */
  readonly functionArn?: string;
}

/**
 * The access keys the sandbox has issued and whom each stands for. A request is taken at its access key id and
 * session token: signatures are not verified, because whoever reaches the loopback port also sees the keys.
 */
export interface Credentials {
  /** The administrator's keys, made with the account; what `npm start` prints for the `aws` CLI. */
  readonly administrator: Pick<IssuedKeys, 'accessKeyId' | 'secretAccessKey'>;
  issueSession(request: SessionRequest): IssuedKeys;
  /** A session of the very caller, as GetSessionToken gives it. */
  issueOwnSession(caller: Caller, durationSeconds: number): IssuedKeys;
  /** Throws `InvalidClientTokenId` or `ExpiredToken`; the wire layer renames them for JSON services. */
  resolve(accessKeyId: string, sessionToken?: string): Caller;
  /** What a caller with this key signs with; a key that was never issued has one, too. */
  secretOf(accessKeyId: string): string;
}

const ADMINISTRATOR_KEY = 'AKIASANDBOXADMIN0000';

/** The keys of one account. */
export function createCredentials(options: { readonly account: string; now(): number }): Credentials {
  const issued = new Map<string, { readonly caller: Caller; readonly keys: IssuedKeys }>();
  const administrator = {
    accessKeyId: ADMINISTRATOR_KEY,
    secretAccessKey: secretOf(ADMINISTRATOR_KEY),
  };
  const arn = `arn:aws:iam::${options.account}:user/administrator`;
  const admin: Caller = {
    arn,
    account: options.account,
    accessKeyId: ADMINISTRATOR_KEY,
    userId: 'AIDASANDBOXADMIN0000',
  };
  issued.set(ADMINISTRATOR_KEY, { caller: admin, keys: administrator });
  const makeKeys = (durationSeconds: number) => {
    const accessKeyId = `ASIASANDBOX${String(issued.size).padStart(9, '0')}`;
    const expiration = options.now() + durationSeconds * 1000;
    const sessionToken = `sandbox-session-${secretOf(`${accessKeyId}/token`)}`;
    return { accessKeyId, secretAccessKey: secretOf(accessKeyId), sessionToken, expiration };
  };
  return {
    administrator,
    secretOf,
    issueSession(request) {
      const keys = makeKeys(request.durationSeconds);
      const caller = sessionCaller(request, keys.accessKeyId, keys.expiration);
      issued.set(keys.accessKeyId, { caller, keys });
      return keys;
    },
    issueOwnSession(caller, durationSeconds) {
      const keys = makeKeys(durationSeconds);
      const { accessKeyId, expiration: expiresAt } = keys;
      issued.set(accessKeyId, { caller: { ...caller, accessKeyId, expiresAt }, keys });
      return keys;
    },
    resolve(accessKeyId, sessionToken) {
      const entry = issued.get(accessKeyId);
      if (entry === undefined || entry.keys.sessionToken !== sessionToken) {
        throw new AwsServiceError(
          'InvalidClientTokenId',
          'The security token included in the request is invalid.',
          403,
        );
      }
      if (entry.keys.expiration !== undefined && entry.keys.expiration <= options.now()) {
        throw new AwsServiceError(
          'ExpiredToken',
          'The security token included in the request is expired',
          403,
        );
      }
      return entry.caller;
    },
  };
}

function sessionCaller(request: SessionRequest, accessKeyId: string, expiresAt: number): Caller {
  const { roleArn, sessionName, sessionTags, functionArn } = request;
  const [, , , , account = '', resource = ''] = roleArn.split(':');
  const role = resource.split('/').at(-1) ?? '';
  return {
    arn: `arn:aws:sts::${account}:assumed-role/${role}/${sessionName}`,
    account,
    accessKeyId,
    userId: `AROA${secretOf(roleArn)
      .replaceAll(/[^A-Za-z0-9]/g, '')
      .toUpperCase()
      .slice(0, 17)}:${sessionName}`,
    roleArn,
    expiresAt,
    ...(sessionTags === undefined ? {} : { sessionTags }),
    ...(functionArn === undefined ? {} : { functionArn }),
  };
}

function secretOf(text: string): string {
  return createHash('sha256').update(`sluice-sandbox/${text}`).digest('base64').slice(0, 40);
}
