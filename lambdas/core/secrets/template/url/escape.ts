import { FunctionError } from '../template-error.ts';

/** Where a part of an address stands decides which characters are escaped (net/url, encodings). */
export type UrlPart = 'path' | 'host' | 'zone' | 'user' | 'fragment';

const UNRESERVED = /[A-Za-z0-9\-_.~]/;
const ALSO: Readonly<Record<UrlPart, string>> = {
  path: '$&+,/:;=@',
  host: '!$&\'()*+,;=:[]<>"',
  zone: '!$&\'()*+,;=:[]<>"',
  user: '$&+,;=',
  fragment: '$&+,/:;=?@!()*',
};

/** Percent-escapes what may not stand in this part. */
export function escapeUrl(bytes: string, part: UrlPart): string {
  return [...bytes]
    .map((char) =>
      UNRESERVED.test(char) || ALSO[part].includes(char)
        ? char
        : `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('');
}

/** Undoes it; throws FunctionError for a bad escape, or one that may not stand in a host. */
export function unescapeUrl(bytes: string, part: UrlPart): string {
  if (part === 'host' || part === 'zone') checkHost(bytes, part);
  return bytes.replace(/%(.{0,2})/gs, (shown: string, digits: string) => {
    if (!/^[\da-fA-F]{2}$/.test(digits)) throw new FunctionError(`invalid URL escape "${shown}"`);
    const code = Number.parseInt(digits, 16);
    if (part === 'host' && code < 0x80 && shown !== '%25')
      throw new FunctionError(`invalid URL escape "${shown}"`);
    return String.fromCharCode(code);
  });
}

function checkHost(bytes: string, part: 'host' | 'zone'): void {
  const bad = [...bytes].find(
    (char) => char !== '%' && char < '\x80' && !UNRESERVED.test(char) && !ALSO[part].includes(char),
  );
  if (bad !== undefined) throw new FunctionError(`invalid character ${JSON.stringify(bad)} in host name`);
}
