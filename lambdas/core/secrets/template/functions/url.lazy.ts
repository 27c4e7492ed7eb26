import { kindName } from '../kinds.ts';
import { map } from '../make.ts';
import { FunctionError } from '../template-error.ts';
import { formatUrl, hostname, parseUrl } from '../url/parse.ts';
import type { Args } from './args.ts';
import type { FunctionFamily } from './function.ts';

/** Addresses apart and together (net/url). */
export const urlFunctions: FunctionFamily = { urlParse: ['s', parse], urlJoin: ['m', join] };

function parse(args: Args) {
  const url = prefixed('unable to parse url', () => parseUrl(args.string(0)));
  const { userinfo = '', ...rest } = url;
  return map(Object.entries({ ...rest, userinfo, hostname: hostname(url) }));
}

function join(args: Args): string {
  const part = (name: string): string => {
    const value = args.map(0).entries.get(name);
    if (value === undefined) return '';
    if (typeof value === 'string') return value;
    const kind = value === null ? 'invalid' : kindName(value);
    throw new FunctionError(`unable to parse ${name} key, must be of type string, but ${kind} found`);
  };
  const userinfo = part('userinfo');
  const { userinfo: escaped } = prefixed('unable to parse userinfo in dict', () =>
    parseUrl(userinfo === '' ? '' : `proto://${userinfo}@host`),
  );
  return formatUrl({
    scheme: part('scheme'),
    opaque: part('opaque'),
    userinfo: escaped,
    host: part('host'),
    path: part('path'),
    query: part('query'),
    fragment: part('fragment'),
  });
}

function prefixed<T>(prefix: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof FunctionError ? new FunctionError(`${prefix}: ${error.message}`) : error;
  }
}
