import { int } from '../make.ts';
import { satisfies } from '../semver/constraint.ts';
import { compareVersions, parseVersion, type Version, versionText } from '../semver/version.ts';
import { FunctionError } from '../template-error.ts';
import { GoInt, GoObject, type GoObjectShape, type Method, type Value } from '../values.ts';
import type { FunctionFamily } from './function.ts';
import { quoteJson } from './json-string.ts';

/** Masterminds/semver. */
export const semverFunctions: FunctionFamily = {
  semver: ['s', (args) => new GoObject(new VersionShape(parseVersion(args.string(0)), '*semver.Version'))],
  semverCompare: ['ss', (args) => satisfies(args.string(0), parseVersion(args.string(1)))],
};

const NUMBERS: Readonly<Record<string, 'major' | 'minor' | 'patch'>> = {
  Major: 'major',
  Minor: 'minor',
  Patch: 'patch',
};
const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  Equal: (order) => order === 0,
  LessThan: (order) => order < 0,
  LessThanEqual: (order) => order <= 0,
  GreaterThan: (order) => order > 0,
  GreaterThanEqual: (order) => order >= 0,
};

class VersionShape implements GoObjectShape {
  readonly type: string;
  readonly version: Version;
  readonly hidden: ReadonlyMap<string, Value>;

  constructor(version: Version, type: string) {
    this.version = version;
    const { major, minor, patch, pre, metadata, original } = version;
    this.hidden = new Map<string, Value>([
      ['major', new GoInt('uint64', major)],
      ['minor', new GoInt('uint64', minor)],
      ['patch', new GoInt('uint64', patch)],
      ['pre', pre],
      ['metadata', metadata],
      ['original', original],
    ]);
    this.type = type;
  }

  text(): string {
    return versionText(this.version);
  }

  identity(): string {
    return JSON.stringify([this.text(), this.version.original]);
  }

  json(): string {
    return quoteJson(this.text(), true);
  }

  method(name: string): Method | undefined {
    const number = NUMBERS[name];
    if (number !== undefined) return getter(() => new GoInt('uint64', this.version[number]));
    const comparison = COMPARISONS[name];
    if (comparison !== undefined) {
      return { parameters: 'V', call: ([other]) => comparison(this.#compare(other)) };
    }
    switch (name) {
      case 'String':
        return getter(() => this.text());
      case 'Original':
        return getter(() => this.version.original);
      case 'Prerelease':
        return getter(() => this.version.pre);
      case 'Metadata':
        return getter(() => this.version.metadata);
      case 'Compare':
        return { parameters: 'V', call: ([other]) => int(this.#compare(other)) };
      case 'IncMajor':
      case 'IncMinor':
      case 'IncPatch':
        return getter(() => new GoObject(new VersionShape(increment(this.version, name), 'semver.Version')));
      default:
        return undefined;
    }
  }

  #compare(other: Value | undefined): number {
    if (!(other instanceof GoObject) || !(other.shape instanceof VersionShape)) {
      throw new FunctionError('runtime error: invalid memory address or nil pointer dereference');
    }
    return compareVersions(this.version, other.shape.version);
  }
}

function getter(call: () => Value): Method {
  return { parameters: '', call };
}

function increment(version: Version, name: 'IncMajor' | 'IncMinor' | 'IncPatch'): Version {
  const { major, minor, patch, pre, original } = version;
  const prefix = original.startsWith('v') ? 'v' : '';
  const next = {
    IncMajor: { major: major + 1n, minor: 0n, patch: 0n },
    IncMinor: { major, minor: minor + 1n, patch: 0n },
    // A prerelease comes before its release, so that one is next.
    IncPatch: { major, minor, patch: pre === '' ? patch + 1n : patch },
  }[name];
  const released = { ...next, pre: '', metadata: '', original: '' };
  return { ...released, original: prefix + versionText(released) };
}
