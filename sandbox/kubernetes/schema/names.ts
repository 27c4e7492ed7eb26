/** What names, labels and keys may look like, with the API server's sentences (apimachinery `util/validation`). */

const DNS_LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS_SUBDOMAIN = `${DNS_LABEL}(\\.${DNS_LABEL})*`;
const DNS_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = `(${QUALIFIED})?`;
const CONFIG_KEY = '[-._a-zA-Z0-9]+';

interface Rule {
  readonly source: string;
  readonly regexp: RegExp;
  readonly max: number;
  readonly text: string;
  readonly examples: readonly string[];
}

function rule(source: string, max: number, text: string, examples: readonly string[]): Rule {
  return { source, regexp: new RegExp(`^(?:${source})$`), max, text, examples };
}

const RULES = {
  label: rule(
    DNS_LABEL,
    63,
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
    ['my-name', '123-abc'],
  ),
  subdomain: rule(
    DNS_SUBDOMAIN,
    253,
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
    ['example.com'],
  ),
  dns1035: rule(
    DNS_1035,
    63,
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
    ['my-name', 'abc-123'],
  ),
  labelValue: rule(
    LABEL_VALUE,
    63,
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
    ['MyValue', 'my_value', '12345'],
  ),
  configKey: rule(
    CONFIG_KEY,
    253,
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
    ['key.name', 'KEY_NAME', 'key-name'],
  ),
};

const QUALIFIED_NAME = rule(
  QUALIFIED,
  63,
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  ['MyName', 'my.name', '123-abc'],
);

/** Sentences about a text that breaks the rule; none when it is fine. */
export function checkName(kind: keyof typeof RULES, text: string): string[] {
  if (kind === 'label' && text.includes('.') && apply(RULES.subdomain, text).length === 0) {
    return ['must not contain dots'];
  }
  return apply(RULES[kind], text);
}

/** Keys of Secrets and ConfigMaps. */
export function checkConfigKey(key: string): string[] {
  const findings = apply(RULES.configKey, key);
  if (key === '.' || key === '..') findings.push(`must not be '${key}'`);
  else if (key.startsWith('..')) findings.push("must not start with '..'");
  return findings;
}

/** Keys of labels and (in lower case) annotations, and finalizers: `example.com/name` or `name`. */
export function checkQualifiedName(text: string): string[] {
  const parts = text.split('/');
  if (parts.length > 2) {
    const base = sentence(QUALIFIED_NAME).replace(/^name part/, 'a valid label key');
    return [`${base} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const [first = '', second] = parts;
  const findings: string[] = [];
  if (second !== undefined) {
    if (first === '') findings.push('prefix part must be non-empty');
    else findings.push(...apply(RULES.subdomain, first).map((finding) => `prefix part ${finding}`));
  }
  const name = second ?? first;
  if (name === '') findings.push('name part must be non-empty');
  if (name.length > QUALIFIED_NAME.max) findings.push('name part must be no more than 63 bytes');
  if (!QUALIFIED_NAME.regexp.test(name)) findings.push(sentence(QUALIFIED_NAME));
  return findings;
}

function apply(one: Rule, text: string): string[] {
  const findings: string[] = [];
  if (text.length > one.max) findings.push(`must be no more than ${one.max} bytes`);
  if (!one.regexp.test(text)) findings.push(sentence(one));
  return findings;
}

function sentence(one: Rule): string {
  const examples = one.examples.map((example) => `'${example}', `).join(' or ');
  return `${one.text} (e.g. ${examples}regex used for validation is '${one.source}')`;
}
