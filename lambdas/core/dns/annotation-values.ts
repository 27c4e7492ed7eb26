/**
 * Annotation values that say nothing usable. ExternalDNS logs some and takes a default for all of them; so do we,
 * and say so: a weight of `ten` is a weight of 0, which is no traffic.
 */

interface Rule {
  readonly usable: RegExp;
  readonly otherwise: string;
}

const BOOLEAN = /^(true|false)$/;
const INTEGER = /^[+-]?\d+$/;
const RULES: Readonly<Record<string, Rule>> = {
  access: { usable: /^(public|private|)$/, otherwise: 'it is ignored: give public or private' },
  alias: {
    usable: BOOLEAN,
    otherwise: 'it is ignored: give true, or ask for one family by the property alias of a DNSEndpoint',
  },
  'aws-evaluate-target-health': { usable: BOOLEAN, otherwise: 'it counts as false: give true or false' },
  'aws-geoproximity-bias': { usable: INTEGER, otherwise: 'it counts as 0: give an integer' },
  'aws-geoproximity-coordinates': {
    usable: /^\s*[^\s,]+\s*,\s*[^\s,]+\s*$/,
    otherwise: 'it is ignored: give latitude,longitude',
  },
  'aws-multi-value-answer': { usable: /^(true|)$/, otherwise: 'it counts as true, as any value does' },
  'aws-weight': { usable: INTEGER, otherwise: 'it counts as 0, which is no traffic: give an integer' },
  'endpoints-type': {
    usable: /^(NodeExternalIP|HostIP|)$/,
    otherwise: 'it is ignored: give NodeExternalIP or HostIP',
  },
  'ingress-hostname-source': {
    usable: /^(annotation-only|defined-hosts-only)$/i,
    otherwise: 'so no host name is taken: give annotation-only or defined-hosts-only',
  },
};

/** A line for each value that is not usable. In: values by key without prefix. */
export function explainUnusable(values: Readonly<Record<string, string>>): readonly string[] {
  const lines: string[] = [];
  for (const key in values) {
    const rule = Object.hasOwn(RULES, key) ? RULES[key] : undefined;
    const value = values[key] ?? '';
    if (rule === undefined || rule.usable.test(value)) continue;
    lines.push(`annotation ${key} is ${JSON.stringify(value)}, ${rule.otherwise}`);
  }
  return lines;
}
