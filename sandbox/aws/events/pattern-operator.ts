import { BlockList, isIP } from 'node:net';
import { matchesWildcard } from '../iam/wildcard.ts';

type Operand = string | number | readonly unknown[] | Readonly<Record<string, unknown>> | boolean | null;

/**
 * One leaf of an event pattern: a literal, or an operator object with one key (EventBridge user guide, "Comparison
 * operators").
 *
 * @param values the field's value, or the elements of it when it is an array; `[undefined]` when it is absent.
 */
export function matchesLeaf(leaf: unknown, values: readonly unknown[]): boolean {
  if (typeof leaf !== 'object' || leaf === null) return values.some((value) => value === leaf);
  const entries = Object.entries(leaf as Record<string, Operand>);
  const [operator = '', operand] = entries[0] ?? [];
  if (entries.length !== 1 || operand === undefined) {
    throw new Error(`an operator of an event pattern has exactly one key, got ${JSON.stringify(leaf)}`);
  }
  if (operator === 'exists') return values.some((value) => value !== undefined) === operand;
  return values.some((value) => value !== undefined && holds(operator, operand, value));
}

function holds(operator: string, operand: Operand, value: unknown): boolean {
  switch (operator) {
    case 'prefix':
      return affix(operand, value, (text, part) => text.startsWith(part));
    case 'suffix':
      return affix(operand, value, (text, part) => text.endsWith(part));
    case 'equals-ignore-case':
      return typeof value === 'string' && value.toLowerCase() === String(operand).toLowerCase();
    case 'wildcard':
      return (
        typeof value === 'string' && matchesWildcard(String(operand), value, { literalQuestionMark: true })
      );
    case 'anything-but':
      return anythingBut(operand, value);
    case 'numeric':
      return typeof value === 'number' && numeric(operand, value);
    case 'cidr':
      return typeof value === 'string' && inBlock(String(operand), value);
    default:
      throw new Error(`the sandbox does not know the event pattern operator "${operator}"`);
  }
}

/** `{prefix: "a"}` or `{prefix: {"equals-ignore-case": "a"}}`. */
function affix(operand: Operand, value: unknown, test: (text: string, part: string) => boolean): boolean {
  if (typeof value !== 'string') return false;
  if (typeof operand === 'string') return test(value, operand);
  const part = (operand as Record<string, unknown> | null)?.['equals-ignore-case'];
  return typeof part === 'string' && test(value.toLowerCase(), part.toLowerCase());
}

/** A literal, a list of literals, or an operator whose operand may be a list: true when none of them holds. */
function anythingBut(operand: Operand, value: unknown): boolean {
  if (Array.isArray(operand)) return !operand.includes(value);
  if (typeof operand !== 'object' || operand === null) return value !== operand;
  const [operator = '', inner] = Object.entries(operand)[0] ?? [];
  const list = Array.isArray(inner) ? (inner as readonly Operand[]) : [inner as Operand];
  return !list.some((one) => holds(operator, one, value));
}

/** `[">", 0, "<=", 5]` */
function numeric(operand: Operand, value: number): boolean {
  const parts = Array.isArray(operand) ? operand : [];
  if (parts.length === 0 || parts.length % 2 !== 0)
    throw new Error(`"numeric" takes pairs, got ${JSON.stringify(operand)}`);
  for (let index = 0; index < parts.length; index += 2) {
    if (!compare(String(parts[index]), value, Number(parts[index + 1]))) return false;
  }
  return true;
}

function compare(sign: string, value: number, bound: number): boolean {
  if (sign === '=') return value === bound;
  if (sign === '<') return value < bound;
  if (sign === '<=') return value <= bound;
  if (sign === '>') return value > bound;
  if (sign === '>=') return value >= bound;
  throw new Error(`"numeric" knows =, <, <=, > and >=, got ${sign}`);
}

function inBlock(block: string, value: string): boolean {
  const [network = '', bits = ''] = block.split('/');
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(value) !== isIP(network)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family);
  return list.check(value, family);
}
