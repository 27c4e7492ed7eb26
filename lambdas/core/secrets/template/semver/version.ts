import { FunctionError } from '../template-error.ts';

export interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly pre: string;
  readonly metadata: string;
  /** As it was given. */
  readonly original: string;
}

const LOOSE =
  /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*))?(?:\+([\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*))?$/;
const UINT64_MAX = (1n << 64n) - 1n;
const LENGTH_MAX = 256;

/** A version, missing parts being 0 and leading zeros allowed; throws FunctionError. */
export function parseVersion(text: string): Version {
  const parts = text.length > LENGTH_MAX ? null : LOOSE.exec(text);
  if (parts === null) throw new FunctionError('invalid semantic version');
  const [, major = '0', minor = '0', patch = '0', pre = '', metadata = ''] = parts;
  const numbers = [major, minor, patch].map(BigInt);
  if (numbers.some((number) => number > UINT64_MAX))
    throw new FunctionError('error parsing version segment: value out of range');
  const [first = 0n, second = 0n, third = 0n] = numbers;
  if (pre.split('.').some((part) => /^0\d+$/.test(part)))
    throw new FunctionError('version segment starts with 0');
  return { major: first, minor: second, patch: third, pre, metadata, original: text };
}

export function versionText({ major, minor, patch, pre, metadata }: Version): string {
  return `${major}.${minor}.${patch}${pre === '' ? '' : `-${pre}`}${metadata === '' ? '' : `+${metadata}`}`;
}

/** Order of versions; metadata does not count, and a prerelease comes before its release. */
export function compareVersions(left: Version, right: Version): number {
  for (const part of ['major', 'minor', 'patch'] as const) {
    if (left[part] !== right[part]) return left[part] < right[part] ? -1 : 1;
  }
  if (left.pre === right.pre) return 0;
  if (left.pre === '' || right.pre === '') return left.pre === '' ? 1 : -1;
  return comparePre(left.pre.split('.'), right.pre.split('.'));
}

function comparePre(left: readonly string[], right: readonly string[]): number {
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [a, b] = [left[index], right[index]];
    if (a === b) continue;
    if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
    const [isA, isB] = [/^\d+$/.test(a), /^\d+$/.test(b)];
    if (isA && isB) return BigInt(a) < BigInt(b) ? -1 : 1;
    if (isA || isB) return isA ? -1 : 1;
    return a < b ? -1 : 1;
  }
  return 0;
}
