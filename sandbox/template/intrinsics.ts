/**
 * CloudFormation's intrinsic functions, as far as CDK emits them for our stack. What is not known here is an
 * error naming the function and the place, so that the sandbox never runs something else than was synthesized.
 */

/** What names mean: parameters, pseudo parameters, resources and conditions. Each throws on an unknown name. */
export interface NameScope {
  /** `Ref`: a parameter, a pseudo parameter or a resource. `undefined` stands for `AWS::NoValue`. */
  ref(name: string): unknown;
  /** `Fn::GetAtt`. */
  attribute(logicalId: string, attribute: string): unknown;
  condition(name: string): boolean;
}

type Intrinsic = (argument: unknown, scope: NameScope, path: string) => unknown;

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope, path) => scope.ref(text(argument, path)),
  'Fn::GetAtt': getAttribute,
  'Fn::Sub': substitute,
  'Fn::Join': (argument, scope, path) => {
    const [separator, parts] = pair(argument, path);
    return texts(resolveIntrinsics(parts, scope, path), path).join(text(separator, path));
  },
  'Fn::Select': (argument, scope, path) => {
    const [index, list] = pair(argument, path);
    const values = resolveIntrinsics(list, scope, path);
    const value = Array.isArray(values) ? values[Number(index)] : undefined;
    if (value === undefined) throw new TypeError(`${path}: the list has no element ${String(index)}`);
    return value;
  },
  'Fn::Split': (argument, scope, path) => {
    const [separator, source] = pair(argument, path);
    return text(resolveIntrinsics(source, scope, path), path).split(text(separator, path));
  },
  'Fn::If': (argument, scope, path) => {
    if (!Array.isArray(argument) || argument.length !== 3) {
      throw new TypeError(`${path}: expected [condition, then, else]`);
    }
    const [condition, then, otherwise] = argument as readonly unknown[];
    return resolveIntrinsics(scope.condition(text(condition, path)) ? then : otherwise, scope, path);
  },
  'Fn::Base64': (argument, scope, path) =>
    Buffer.from(text(resolveIntrinsics(argument, scope, path), path)).toString('base64'),
  'Fn::Equals': (argument, scope, path) => {
    const [left, right] = pair(argument, path);
    return resolveIntrinsics(left, scope, path) === resolveIntrinsics(right, scope, path);
  },
  'Fn::Contains': (argument, scope, path) => {
    const [list, value] = pair(argument, path);
    const values = texts(resolveIntrinsics(list, scope, path), path);
    return values.includes(text(resolveIntrinsics(value, scope, path), path));
  },
  'Fn::Not': (argument, scope, path) => !truths(argument, scope, path)[0],
  'Fn::And': (argument, scope, path) => truths(argument, scope, path).every(Boolean),
  'Fn::Or': (argument, scope, path) => truths(argument, scope, path).some(Boolean),
};

/**
 * Replaces every intrinsic in `value` by what it stands for; entries whose value is `AWS::NoValue` disappear.
 * @param path where in the template we are, for error messages (`Resources.Queue.Properties`)
 * @throws TypeError naming an unknown function, or an argument of the wrong shape
 */
export function resolveIntrinsics(value: unknown, scope: NameScope, path: string): unknown {
  if (Array.isArray(value)) {
    return value
      .map((item, index) => resolveIntrinsics(item, scope, `${path}[${index}]`))
      .filter((item) => item !== undefined);
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first !== undefined && isIntrinsicName(first[0])) {
    return applyIntrinsic(first[0], first[1], { scope, path });
  }
  return Object.fromEntries(
    entries
      .map(([key, item]) => [key, resolveIntrinsics(item, scope, `${path}.${key}`)] as const)
      .filter(([, item]) => item !== undefined),
  );
}

/** `Condition` is no intrinsic here: in IAM policies it is an ordinary key, and CDK emits it in conditions only. */
function isIntrinsicName(key: string): boolean {
  return key === 'Ref' || key.startsWith('Fn::');
}

function applyIntrinsic(
  name: string,
  argument: unknown,
  place: { readonly scope: NameScope; readonly path: string },
): unknown {
  const intrinsic = INTRINSICS[name];
  if (intrinsic === undefined) {
    throw new TypeError(
      `${place.path}: the sandbox does not know ${name}; known: ${Object.keys(INTRINSICS).join(', ')}`,
    );
  }
  return intrinsic(argument, place.scope, place.path);
}

function getAttribute(argument: unknown, scope: NameScope, path: string): unknown {
  if (typeof argument === 'string') {
    const dot = argument.indexOf('.');
    return scope.attribute(argument.slice(0, dot), argument.slice(dot + 1));
  }
  const [logicalId, attribute] = pair(argument, path);
  return scope.attribute(text(logicalId, path), text(resolveIntrinsics(attribute, scope, path), path));
}

function substitute(argument: unknown, scope: NameScope, path: string): string {
  const [template, variables] = Array.isArray(argument) ? pair(argument, path) : [argument, {}];
  const own = resolveIntrinsics(variables, scope, path) as Readonly<Record<string, unknown>>;
  return text(template, path).replace(/\$\{(!?)([^}]+)\}/g, (_match, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`;
    if (Object.hasOwn(own, name)) return text(own[name], path);
    const dot = name.indexOf('.');
    const value = dot < 0 ? scope.ref(name) : scope.attribute(name.slice(0, dot), name.slice(dot + 1));
    return text(value, path);
  });
}

/** Operands of `Fn::And`, `Fn::Or` and `Fn::Not`: conditions by name, or functions of conditions. */
function truths(argument: unknown, scope: NameScope, path: string): readonly boolean[] {
  if (!Array.isArray(argument)) throw new TypeError(`${path}: expected a list of conditions`);
  return argument.map((item: unknown) => {
    if (typeof item === 'object' && item !== null && 'Condition' in item) {
      return scope.condition(text(item.Condition, path));
    }
    return resolveIntrinsics(item, scope, path) === true;
  });
}

function pair(argument: unknown, path: string): readonly [unknown, unknown] {
  if (!Array.isArray(argument) || argument.length !== 2) {
    throw new TypeError(`${path}: expected a list of two, got ${JSON.stringify(argument)}`);
  }
  return [argument[0], argument[1]];
}

function text(value: unknown, path: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TypeError(`${path}: expected text, got ${JSON.stringify(value) ?? 'AWS::NoValue'}`);
}

function texts(value: unknown, path: string): readonly string[] {
  if (!Array.isArray(value)) throw new TypeError(`${path}: expected a list, got ${JSON.stringify(value)}`);
  return value.map((item) => text(item, path));
}
