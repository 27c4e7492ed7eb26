import { createHash, createHmac } from 'node:crypto';

/** A POST to AWS and what its signature depends on. */
export interface SigningInput {
  readonly region: string;
  readonly service: string;
  /** Ms since the epoch. */
  readonly now: number;
  readonly url: URL;
  /** Lower-case names; `host`, `x-amz-date` and `x-amz-security-token` are added. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly keys: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string | undefined;
  };
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/** All headers of the request, signed by Signature Version 4. For paths that need no encoding and no query. */
export function signRequest(input: SigningInput): Readonly<Record<string, string>> {
  const { region, service, now, url, body, keys } = input;
  const timestamp = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const date = timestamp.slice(0, 8);
  const headers: Readonly<Record<string, string>> = {
    ...input.headers,
    host: url.host,
    'x-amz-date': timestamp,
    ...(keys.sessionToken === undefined ? {} : { 'x-amz-security-token': keys.sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const canonicalHeaders = names.map((name) => `${name}:${headers[name]?.trim()}\n`).join('');
  const signed = names.join(';');
  const canonical = ['POST', url.pathname, '', canonicalHeaders, signed, sha256(body)].join('\n');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const toSign = [ALGORITHM, timestamp, scope, sha256(canonical)].join('\n');
  const signingKey = [date, region, service, 'aws4_request'].reduce<string | Buffer>(
    (key, part) => hmac(key, part),
    `AWS4${keys.secretAccessKey}`,
  );
  const credential = `Credential=${keys.accessKeyId}/${scope}`;
  const signature = hmac(signingKey, toSign).toString('hex');
  return {
    ...headers,
    authorization: `${ALGORITHM} ${credential}, SignedHeaders=${signed}, Signature=${signature}`,
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
