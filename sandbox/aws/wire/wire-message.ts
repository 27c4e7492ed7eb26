import { AwsServiceError } from '../service-error.ts';

/** An HTTP request as it came in. Header names are lower-case. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What SigV4 says about a request: whose key, for which service and region. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  readonly sessionToken: string | undefined;
}

/** Reads the scope from the Authorization header, or from the query of a presigned URL. */
export function credentialScope(request: WireRequest): CredentialScope {
  const header = /Credential=([^,\s]+)/.exec(request.headers['authorization'] ?? '')?.[1];
  const credential = header ?? request.query.get('X-Amz-Credential') ?? '';
  const [accessKeyId = '', , region = '', service = ''] = credential.split('/');
  if (accessKeyId === '' || service === '') {
    throw new AwsServiceError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
  }
  const token =
    request.headers['x-amz-security-token'] ?? request.query.get('X-Amz-Security-Token') ?? undefined;
  return { accessKeyId, region, service, sessionToken: token };
}
