import { isObject, type JsonObject } from '../json.ts';
import type { Resource } from '../resources/resource.ts';
import { refuse } from '../status-error.ts';

export type Predicate = (object: JsonObject) => boolean;

/** The predicate of `labelSelector`: `a=b,c!=d,e in (f,g),h notin (i),j,!k`. Empty selects everything. */
export function labelPredicate(selector: string): Predicate {
  const requirements = splitOutsideParentheses(selector).map(parseRequirement);
  return (object) => {
    const metadata = isObject(object['metadata']) ? object['metadata'] : {};
    const labels = isObject(metadata['labels']) ? metadata['labels'] : {};
    return requirements.every((holds) => holds(labels));
  };
}

function splitOutsideParentheses(selector: string): string[] {
  return selector
    .split(/,(?![^()]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

type Requirement = (labels: JsonObject) => boolean;

function parseRequirement(part: string): Requirement {
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(part);
  if (set !== null) {
    const [, key = '', operator = '', list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    const has = (labels: JsonObject): boolean => key in labels && values.includes(String(labels[key]));
    return operator === 'in' ? has : (labels) => !has(labels);
  }
  const equality = /^([^=!\s]+)\s*(==|=|!=)\s*([^\s=!()]*)$/.exec(part);
  if (equality !== null) {
    const [, key = '', operator = '', value = ''] = equality;
    return operator === '!=' ? (labels) => labels[key] !== value : (labels) => labels[key] === value;
  }
  const exists = /^(!?)\s*([^\s=!()]+)$/.exec(part);
  if (exists === null) throw refuse.badRequest(`unable to parse requirement: ${part}`);
  const [, not = '', key = ''] = exists;
  return not === '!' ? (labels) => !(key in labels) : (labels) => key in labels;
}

/** The predicate of `fieldSelector`: names, namespaces, and the fields the resource makes selectable. */
export function fieldPredicate(selector: string, resource: Resource): Predicate {
  const terms = selector
    .split(',')
    .filter((part) => part !== '')
    .map((part) => parseTerm(part, resource));
  return (object) => terms.every((holds) => holds(object));
}

function parseTerm(part: string, resource: Resource): Predicate {
  const [, field = '', operator = '', value = ''] = /^([^=!]+)(==|=|!=)(.*)$/.exec(part) ?? [];
  if (field === '') throw refuse.badRequest(`invalid selector: '${part}'; can't understand '${part}'`);
  const known = ['metadata.name', 'metadata.namespace', ...resource.selectableFields];
  if (!known.includes(field)) throw refuse.badRequest(`field label not supported: ${field}`);
  const path = field.split('.');
  const read = (object: JsonObject): string => {
    const found = path.reduce<unknown>((one, key) => (isObject(one) ? one[key] : undefined), object);
    return found === undefined || found === null ? '' : String(found);
  };
  return operator === '!=' ? (object) => read(object) !== value : (object) => read(object) === value;
}

/** Whether a LabelSelector object selects these labels; an absent or empty one selects all. */
export function selectsLabels(selector: unknown, labels: JsonObject): boolean {
  const { matchLabels, matchExpressions } = isObject(selector) ? selector : {};
  const equal = Object.entries(isObject(matchLabels) ? matchLabels : {});
  const expressions = Array.isArray(matchExpressions) ? matchExpressions.filter(isObject) : [];
  return (
    equal.every(([key, value]) => labels[key] === value) &&
    expressions.every(({ key, operator, values }) => {
      const value = labels[String(key)];
      const listed = Array.isArray(values) && values.includes(value);
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      return operator === 'In' ? listed : !listed;
    })
  );
}
