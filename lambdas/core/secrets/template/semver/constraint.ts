import { FunctionError } from '../template-error.ts';
import { compareVersions, parseVersion, type Version } from './version.ts';

/** Longest constraint; nobody writes a longer one. */
const LENGTH_MAX = 1_000;
const PARTS = String.raw`v?([0-9|xX*]+)(\.[0-9|xX*]+)?(\.[0-9|xX*]+)?(-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?`;
const ONE = new RegExp(String.raw`\s*(>=|=>|<=|=<|!=|~>|=|>|<|~|\^|)\s*(${PARTS})`, 'y');
const SEPARATOR = /\s*,\s*|\s+/y;
const RANGE = new RegExp(String.raw`(${PARTS})\s+-\s+(${PARTS})`, 'g');

interface Constraint {
  readonly operator: string;
  readonly version: Version;
  /** Which part is the first that was left out or a wildcard. */
  readonly open: 'major' | 'minor' | 'patch' | undefined;
}

/** Whether a version fits `>=1.2 <2 || ^3.1`; throws FunctionError for what is no constraint. */
export function satisfies(text: string, version: Version): boolean {
  if (text.length > LENGTH_MAX) throw new FunctionError('improper constraint: too long');
  const ranged = text.replace(
    RANGE,
    (_, from: string, ...rest: readonly unknown[]) => `>= ${from}, <= ${String(rest[4])} `,
  );
  const alternatives = ranged.split('||').map(parseAll);
  return alternatives.some((all) => {
    const allowsPre = all.some(({ version: { pre } }) => pre !== '');
    return all.every(
      (one) => (version.pre === '' || allowsPre) && CHECKS[one.operator]?.(version, one) === true,
    );
  });
}

function parseAll(text: string): readonly Constraint[] {
  const found: Constraint[] = [];
  const improper = new FunctionError(`improper constraint: ${text}`);
  for (let offset = 0; ; ) {
    ONE.lastIndex = offset;
    const match = ONE.exec(text);
    if (match === null) throw improper;
    found.push(parseOne(match));
    offset = ONE.lastIndex;
    if (/^\s*$/.test(text.slice(offset))) return found;
    SEPARATOR.lastIndex = offset;
    if (!SEPARATOR.test(text)) throw improper;
    offset = SEPARATOR.lastIndex;
  }
}

function parseOne([
  ,
  operator = '',
  ,
  major = '',
  minor = '',
  patch = '',
  pre = '',
]: RegExpExecArray): Constraint {
  const isOpen = (part: string): boolean => /^\.?[xX*]?$/.test(part);
  try {
    if (isOpen(major)) return { operator, version: parseVersion(`0.0.0${pre}`), open: 'major' };
    if (isOpen(minor)) return { operator, version: parseVersion(`${major}.0.0${pre}`), open: 'minor' };
    if (isOpen(patch)) return { operator, version: parseVersion(`${major}${minor}.0${pre}`), open: 'patch' };
    return { operator, version: parseVersion(major + minor + patch + pre), open: undefined };
  } catch (error) {
    throw error instanceof FunctionError ? new FunctionError('constraint parser error') : error;
  }
}

type Check = (version: Version, constraint: Constraint) => boolean;

const CHECKS: Readonly<Record<string, Check>> = {
  '': isTildeOrEqual,
  '=': isTildeOrEqual,
  '!=': isNotEqual,
  '>': isGreater,
  '<': (version, { version: other }) => compareVersions(version, other) < 0,
  '>=': isAtLeast,
  '=>': isAtLeast,
  '<=': isAtMost,
  '=<': isAtMost,
  '~': isTilde,
  '~>': isTilde,
  '^': isCaret,
};

function isAtLeast(version: Version, { version: other }: Constraint): boolean {
  return compareVersions(version, other) >= 0;
}

function isTildeOrEqual(version: Version, constraint: Constraint): boolean {
  return constraint.open === undefined
    ? compareVersions(version, constraint.version) === 0
    : isTilde(version, constraint);
}

function isNotEqual(version: Version, { version: other, open }: Constraint): boolean {
  if (open === undefined) return compareVersions(version, other) !== 0;
  if (version.major !== other.major) return true;
  if (open !== 'patch')
    return open === 'major' ? version.minor !== other.minor || version.patch !== other.patch : false;
  return version.minor !== other.minor || (version.pre !== other.pre && version.pre + other.pre !== '');
}

function isGreater(version: Version, { version: other, open }: Constraint): boolean {
  if (open === undefined || open === 'major') {
    return open === 'major' && version.major !== other.major
      ? version.major > other.major
      : compareVersions(version, other) > 0;
  }
  if (version.major !== other.major) return version.major > other.major;
  return open === 'patch' && version.minor > other.minor;
}

function isAtMost(version: Version, { version: other, open }: Constraint): boolean {
  if (open === undefined) return compareVersions(version, other) <= 0;
  if (version.major !== other.major) return version.major < other.major;
  return open === 'minor' || version.minor <= other.minor;
}

function isTilde(version: Version, { version: other, open }: Constraint): boolean {
  if (compareVersions(version, other) < 0) return false;
  const isZero = other.major === 0n && other.minor === 0n && other.patch === 0n;
  if (isZero && (open === undefined || open === 'major')) return true;
  return version.major === other.major && (open === 'minor' || version.minor === other.minor);
}

function isCaret(version: Version, { version: other, open }: Constraint): boolean {
  if (compareVersions(version, other) < 0) return false;
  if (other.major > 0n || open === 'minor') return version.major === other.major;
  if (version.major > 0n) return false;
  if (other.minor > 0n || open === 'patch') return version.minor === other.minor;
  return version.minor === 0n && version.patch === other.patch;
}
