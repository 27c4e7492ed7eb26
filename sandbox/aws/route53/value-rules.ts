import { isIPv4, isIPv6 } from 'node:net';
import type { ResourceRecordSet } from './record-set.ts';

/** Values of one record set (Route 53 quota) and bytes of one TXT string (RFC 1035). */
const VALUES_MAX = 400;
const TXT_STRING_MAX = 255;

/** What Route 53 objects to in the values of a set; empty when it takes them. */
export function valueProblems(set: ResourceRecordSet): readonly string[] {
  const values = (set.ResourceRecords ?? []).map((record) => record.Value);
  const problems: string[] = [];
  if (values.length > VALUES_MAX) {
    problems.push(`The number of values of the resource record set is above the limit of ${VALUES_MAX}`);
  }
  if (set.Type === 'CNAME' && values.length > 1) {
    problems.push(`RRSet of type CNAME with DNS name ${set.Name} has more than one value`);
  }
  const seen = new Set<string>();
  for (const value of values) {
    if (seen.has(value)) problems.push(`Duplicate Resource Record: '${value}'`);
    seen.add(value);
    const problem = valueProblem(set.Type, value);
    if (problem !== undefined) {
      problems.push(`Invalid Resource Record: 'FATAL problem: ${problem} encountered with '${value}''`);
    }
  }
  return problems;
}

function valueProblem(type: string, value: string): string | undefined {
  if (/[^\x20-\x7e]/.test(value)) return 'UnsupportedCharacter (Value contains unsupported characters)';
  switch (type) {
    case 'A':
      return isIPv4(value) ? undefined : 'ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)';
    case 'AAAA':
      return isIPv6(value) ? undefined : 'AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)';
    case 'TXT':
    case 'SPF':
      return textProblem(value);
    case 'MX':
      return mxProblem(value.split(/\s+/));
    case 'SRV':
      return srvProblem(value.split(/\s+/));
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return hostProblem(value);
    default:
      return undefined;
  }
}

/** One or more strings in quotation marks, separated by spaces, each of at most 255 bytes. */
function textProblem(value: string): string | undefined {
  let rest = value.trim();
  if (rest === '') return 'CharacterStringEmpty (Value must not be empty)';
  while (rest !== '') {
    const string = /^"((?:[^"\\]|\\[0-7]{3}|\\.)*)"(?:\s+|$)/.exec(rest);
    if (string === null) return 'InvalidCharacterString (Value should be enclosed in quotation marks)';
    const length = (string[1] ?? '').replaceAll(/\\[0-7]{3}|\\./g, '_').length;
    if (length > TXT_STRING_MAX) return 'CharacterStringTooLong (Value is too long)';
    rest = rest.slice(string[0].length);
  }
  return undefined;
}

function mxProblem(fields: readonly string[]): string | undefined {
  const [preference = '', host = ''] = fields;
  if (fields.length !== 2) return 'MXRRDATANotTwoFields (MX record data must have two fields)';
  if (!isUint16(preference))
    return 'MXRRDATAIllegalPreference (Preference is not a number between 0 and 65535)';
  return hostProblem(host);
}

function srvProblem(fields: readonly string[]): string | undefined {
  if (fields.length !== 4) return 'SRVRRDATANotFourFields (SRV record data must have four fields)';
  if (!fields.slice(0, 3).every(isUint16))
    return 'SRVRRDATAIllegalNumber (A field is not a number between 0 and 65535)';
  return hostProblem(fields[3] ?? '');
}

function hostProblem(value: string): string | undefined {
  const name = value.endsWith('.') ? value.slice(0, -1) : value;
  if (value === '.') return undefined;
  if (name === '' || name.split('.').includes('')) return 'DomainLabelEmpty (Domain label is empty)';
  if (name.split('.').some((label) => label.length > 63))
    return 'DomainLabelTooLong (Domain label is too long)';
  return undefined;
}

function isUint16(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
}
