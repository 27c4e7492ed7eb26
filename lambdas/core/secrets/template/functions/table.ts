import { builtinFunctions } from './builtin.ts';
import { choiceFunctions } from './choice.ts';
import { dictFunctions } from './dict.ts';
import { encodingFunctions } from './encoding.ts';
import type { FunctionFamily } from './function.ts';
import { jsonFunctions } from './json.ts';
import { listFunctions } from './list.ts';
import { mathFunctions } from './math.ts';
import { pathFunctions } from './path.ts';
import { textCaseFunctions } from './text-case.ts';
import { textCutFunctions } from './text-cut.ts';
import { textLayoutFunctions } from './text-layout.ts';

/** The common functions. Where two families have one name, the later wins: Sprig's `slice`. */
const COMMON: FunctionFamily = {
  ...builtinFunctions,
  ...choiceFunctions,
  ...dictFunctions,
  ...encodingFunctions,
  ...jsonFunctions,
  ...listFunctions,
  ...mathFunctions,
  ...pathFunctions,
  ...textCaseFunctions,
  ...textCutFunctions,
  ...textLayoutFunctions,
};

interface LazyFamily {
  readonly names: ReadonlySet<string>;
  load(): Promise<FunctionFamily>;
}

/** Families that are read on first use, by the names of their functions. */
const LAZY: readonly LazyFamily[] = [
  {
    names: words(
      'ago date dateInZone dateModify date_in_zone date_modify duration durationRound htmlDate htmlDateInZone ' +
        'mustDateModify mustToDate must_date_modify now toDate unixEpoch',
    ),
    load: async () => (await import('./date.lazy.ts')).dateFunctions,
  },
  {
    names: words('semver semverCompare'),
    load: async () => (await import('./semver.lazy.ts')).semverFunctions,
  },
  {
    names: words(
      'mustRegexFind mustRegexFindAll mustRegexMatch mustRegexReplaceAll mustRegexReplaceAllLiteral mustRegexSplit ' +
        'regexFind regexFindAll regexMatch regexQuoteMeta regexReplaceAll regexReplaceAllLiteral regexSplit',
    ),
    load: async () => (await import('./regexp-functions.lazy.ts')).regexpFunctions,
  },
  { names: words('urlJoin urlParse'), load: async () => (await import('./url.lazy.ts')).urlFunctions },
  {
    names: words('fromYaml toYaml'),
    load: async () => (await import('./yaml-functions.lazy.ts')).yamlFunctions,
  },
  {
    names: words(
      'bcrypt buildCustomCert certSANs decryptAES derivePassword encryptAES filterCertChain filterPEM fullPemToPkcs12 ' +
        'fullPemToPkcs12Pass genCA genCAWithKey genPrivateKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert ' +
        'genSignedCertWithKey htpasswd jwkPrivateKeyPem jwkPublicKeyPem pemToPkcs12 pemToPkcs12Pass ' +
        'pemTruststoreToPKCS12 pemTruststoreToPKCS12Pass pkcs12cert pkcs12certPass pkcs12key pkcs12keyPass randAlpha ' +
        'randAlphaNum randAscii randBytes randInt randNumeric rsaDecrypt shuffle uuidv4',
    ),
    load: async () => (await import('./crypto.lazy.ts')).cryptoFunctions,
  },
];

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}

/** Whether a template may name this function. */
export function isFunction(name: string): boolean {
  return Object.hasOwn(COMMON, name) || LAZY.some(({ names }) => names.has(name));
}

/** The common functions, and those of every family that one of these names belongs to. */
export async function loadFunctions(names: ReadonlySet<string>): Promise<FunctionFamily> {
  const all = [...names];
  const needed = LAZY.filter((family) => all.some((name) => family.names.has(name)));
  if (needed.length === 0) return COMMON;
  const key = needed.map((family) => LAZY.indexOf(family)).join();
  const known = MERGED.get(key);
  if (known !== undefined) return known;
  const merged: FunctionFamily = Object.assign(
    {},
    COMMON,
    ...(await Promise.all(needed.map((family) => family.load()))),
  );
  MERGED.set(key, merged);
  return merged;
}

/** By the families that were loaded; there are few combinations. */
const MERGED = new Map<string, FunctionFamily>();

/** Every name, sorted. */
export function functionNames(): readonly string[] {
  return [...Object.keys(COMMON), ...LAZY.flatMap(({ names }) => [...names])].sort();
}
