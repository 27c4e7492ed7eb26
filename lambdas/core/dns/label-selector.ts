/**
 * Kubernetes label-selector syntax as text (`app=web,tier in (a,b),!old`), used by ExternalDNS for labels and for
 * annotations alike.
 */
export type LabelSelector = (labels: Readonly<Record<string, string>> | undefined) => boolean;

type Requirement = (labels: Readonly<Record<string, string>>) => boolean;

const SET = /^([^\s!=,()]+)\s+(in|notin)\s+\(([^)]*)\)$/;
const EQUALITY = /^([^\s!=,()]+)\s*(==|=|!=)\s*([^\s!=,()]*)$/;
const EXISTENCE = /^(!?)\s*([^\s!=,()]+)$/;

/** Empty text selects everything. Throws SyntaxError naming the requirement that was not understood. */
export function parseLabelSelector(text: string): LabelSelector {
  const requirements = splitRequirements(text).map(parseRequirement);
  return (labels) => requirements.every((requirement) => requirement(labels ?? {}));
}

function splitRequirements(text: string): readonly string[] {
  if (text.trim() === '') return [];
  const parts: string[] = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}

function parseRequirement(text: string): Requirement {
  const set = SET.exec(text);
  if (set !== null) {
    const [, key = '', operator, list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    const contains: Requirement = (labels) => key in labels && values.includes(labels[key] ?? '');
    return operator === 'in' ? contains : (labels) => !contains(labels);
  }
  const equality = EQUALITY.exec(text);
  if (equality !== null) {
    const [, key = '', operator, value = ''] = equality;
    return operator === '!=' ? (labels) => labels[key] !== value : (labels) => labels[key] === value;
  }
  const existence = EXISTENCE.exec(text);
  if (existence !== null) {
    const [, negation, key = ''] = existence;
    return (labels) => key in labels === (negation === '');
  }
  throw new SyntaxError(
    `selector requirement ${JSON.stringify(text)} not understood: use key=value, key!=value, key in (a,b), ` +
      'key notin (a,b), key or !key',
  );
}
