import { quote } from '../fmt/quote.ts';
import { ipBytes } from '../functions/ip-bytes.ts';
import { FunctionError } from '../template-error.ts';
import { escapeUrl, unescapeUrl } from './escape.ts';

/** Parts of an address, unescaped, but for `query` and `userinfo`. Byte strings. */
export interface Url {
  readonly scheme: string;
  readonly opaque: string;
  /** Escaped; undefined where there is no `@`. */
  readonly userinfo: string | undefined;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

/** url.Parse; throws FunctionError `parse "...": why`. */
export function parseUrl(text: string): Url {
  try {
    const { before, after } = cut(text, '#');
    const url = parseWithoutFragment(before);
    return { ...url, fragment: unescapeUrl(after, 'fragment') };
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    throw new FunctionError(`parse ${quote(text)}: ${error.message}`);
  }
}

function cut(text: string, at: string): { readonly before: string; readonly after: string } {
  const index = text.indexOf(at);
  return index < 0
    ? { before: text, after: '' }
    : { before: text.slice(0, index), after: text.slice(index + at.length) };
}

function parseWithoutFragment(text: string): Omit<Url, 'fragment'> {
  if (/\p{Cc}/u.test(text.replace(/[\x80-\xff]/g, 'x')))
    throw new FunctionError('net/url: invalid control character in URL');
  const none = { scheme: '', opaque: '', userinfo: undefined, host: '', path: '', query: '' };
  if (text === '*') return { ...none, path: '*' };
  const { scheme, rest: all } = splitScheme(text);
  const { before: rest, after: query } = cut(all, '?');
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { ...none, scheme, opaque: rest, query };
    if (cut(rest, '/').before.includes(':'))
      throw new FunctionError('first path segment in URL cannot contain colon');
  }
  const hasAuthority = (scheme !== '' || !rest.startsWith('///')) && rest.startsWith('//');
  if (!hasAuthority) return { ...none, scheme, path: unescapeUrl(rest, 'path'), query };
  const slash = rest.indexOf('/', 2);
  const authority = rest.slice(2, slash < 0 ? undefined : slash);
  const path = slash < 0 ? '' : rest.slice(slash);
  return { ...none, scheme, ...parseAuthority(authority), path: unescapeUrl(path, 'path'), query };
}

function splitScheme(text: string): { readonly scheme: string; readonly rest: string } {
  if (text.startsWith(':')) throw new FunctionError('missing protocol scheme');
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1];
  if (scheme === undefined) return { scheme: '', rest: text };
  return { scheme: scheme.toLowerCase(), rest: text.slice(scheme.length + 1) };
}

function parseAuthority(authority: string): Pick<Url, 'userinfo' | 'host'> {
  const at = authority.lastIndexOf('@');
  const host = parseHost(authority.slice(at + 1));
  if (at < 0) return { userinfo: undefined, host };
  const userinfo = authority.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(userinfo))
    throw new FunctionError('net/url: invalid userinfo');
  const { before: name, after: password } = cut(userinfo, ':');
  const shownName = escapeUrl(unescapeUrl(name, 'user'), 'user');
  if (!userinfo.includes(':')) return { userinfo: shownName, host };
  return { userinfo: `${shownName}:${escapeUrl(unescapeUrl(password, 'user'), 'user')}`, host };
}

function parseHost(host: string): string {
  const open = host.lastIndexOf('[');
  if (open > 0) throw new FunctionError('invalid IP-literal');
  if (open === 0) {
    const close = host.lastIndexOf(']');
    if (close < 0) throw new FunctionError("missing ']' in host");
    checkPort(host.slice(close + 1));
    const [address = ''] = host.slice(1, close).split('%');
    if (!address.includes(':')) throw new FunctionError('invalid host');
    ipBytes(address);
    const zone = host.slice(0, close).indexOf('%25');
    if (zone < 0) return unescapeUrl(host, 'host');
    return (
      unescapeUrl(host.slice(0, zone), 'host') +
      unescapeUrl(host.slice(zone, close), 'zone') +
      unescapeUrl(host.slice(close), 'host')
    );
  }
  const colon = host.lastIndexOf(':');
  if (colon >= 0) checkPort(host.slice(colon));
  return unescapeUrl(host, 'host');
}

function checkPort(port: string): void {
  if (!/^(:\d*)?$/.test(port)) throw new FunctionError(`invalid port ${quote(port)} after host`);
}

/** Hostname(): without port and brackets. */
export function hostname({ host }: Url): string {
  const plain = /:\d*$/.test(host) && !host.endsWith(']') ? host.slice(0, host.lastIndexOf(':')) : host;
  return plain.startsWith('[') && plain.endsWith(']') ? plain.slice(1, -1) : plain;
}

/** URL.String. */
export function formatUrl({ scheme, opaque, userinfo, host, path, query, fragment }: Url): string {
  let text = scheme === '' ? '' : `${scheme}:`;
  if (opaque !== '') text += opaque;
  else {
    const hasAuthority = scheme !== '' || host !== '' || userinfo !== undefined;
    const isRooted = path.startsWith('/');
    if (hasAuthority && (host !== '' || path !== '' || userinfo !== undefined)) {
      const user = userinfo === undefined ? '' : `${userinfo}@`;
      text += `//${user}${escapeUrl(host, 'host')}`;
    }
    if (path !== '' && !isRooted && host !== '') text += '/';
    if (text === '' && cut(path, '/').before.includes(':')) text += './';
    text += path === '*' ? '*' : escapeUrl(path, 'path');
  }
  return (
    text + (query === '' ? '' : `?${query}`) + (fragment === '' ? '' : `#${escapeUrl(fragment, 'fragment')}`)
  );
}
