import { DNS_LABEL_BYTES_MAX, RECORD_VALUES_MAX, TXT_STRING_BYTES_MAX } from '../bounds.ts';
import type { Endpoint } from './endpoint.ts';
import { ipFamily } from './ip-address.ts';
import { explainInvalidName, trimFinalDot } from './name-rules.ts';

/**
 * Which values Route 53 takes for a type, so that one bad endpoint is refused by name and costs no request
 * (ExternalDNS `CheckEndpoint` drops some silently, and sends the others every minute in vain).
 */

const UINT16 = /^\d{1,5}$/;
const UINT16_MAX = 65_535;
const QUOTED_STRINGS = /^"(?:[^"\\]|\\.)*"(?:\s+"(?:[^"\\]|\\.)*")*$/;
const QUOTED = /"((?:[^"\\]|\\.)*)"/g;
const ALIASABLE: readonly string[] = ['A', 'AAAA', 'CNAME'];

/** Why an endpoint's targets cannot be written, and what to give; undefined when they can. */
export function explainInvalidTargets(endpoint: Endpoint): string | undefined {
  const { recordType, targets, alias, properties, dnsName } = endpoint;
  if (targets.length > RECORD_VALUES_MAX)
    return `has ${targets.length} targets: a record set holds at most ${RECORD_VALUES_MAX}`;
  if ((properties['alias'] ?? 'false') !== 'false' && !ALIASABLE.includes(recordType))
    return `has property alias, which ${recordType} does not know: remove it`;
  if (alias !== undefined) return explainAlias(targets[0] ?? '');
  if (recordType === 'PTR' && !/\.(in-addr|ip6)\.arpa$/.test(dnsName))
    return 'is a PTR outside in-addr.arpa and ip6.arpa: give the reversed address as its name';
  for (const target of targets) {
    const problem = explainValue(recordType, target);
    if (problem !== undefined) return `has ${recordType} target ${JSON.stringify(target)}: ${problem}`;
  }
  return undefined;
}

/** Preference and host of an MX value. Throws SyntaxError with ExternalDNS's words. */
export function parseMx(value: string): { readonly priority: number; readonly host: string } {
  const parts = fields(value);
  const [preference = '', host = ''] = parts;
  if (parts.length !== 2) {
    throw new SyntaxError(
      `invalid MX record target: ${value}. MX records must have a preference value and a host, ` +
        "e.g. '10 example.com'",
    );
  }
  if (!isUint16(preference)) throw new SyntaxError(`invalid integer value in target: ${value}`);
  return { priority: Number(preference), host };
}

/** Throws SyntaxError, with ExternalDNS's words, for what is no SRV value. */
export function checkSrv(value: string): void {
  const parts = fields(value);
  if (parts.length !== 4) {
    throw new SyntaxError(
      `invalid SRV record target: ${value}. SRV records must have a priority, weight, port, and target host, ` +
        "e.g. '10 5 5060 example.com.'",
    );
  }
  for (const [index, field] of ['priority', 'weight', 'port'].entries()) {
    const text = parts[index] ?? '';
    if (isUint16(text)) continue;
    const why = /^\d+$/.test(text) ? 'value out of range' : 'invalid syntax';
    const quoted = JSON.stringify(text);
    throw new SyntaxError(`invalid SRV ${field} ${quoted}: strconv.ParseUint: parsing ${quoted}: ${why}`);
  }
  if (!value.trimEnd().endsWith('.'))
    throw new SyntaxError(`invalid SRV record target: ${value}. Target host does not end with a dot`);
}

function explainValue(recordType: string, target: string): string | undefined {
  switch (recordType) {
    case 'A':
      return ipFamily(target) === 4 ? undefined : 'give an IPv4 address, or type CNAME for a host name';
    case 'AAAA':
      return ipFamily(target) === 6 ? undefined : 'give an IPv6 address, or type CNAME for a host name';
    case 'MX':
      return messageOf(() => parseMx(target));
    case 'SRV':
      return messageOf(() => checkSrv(target));
    case 'PTR':
      return ipFamily(target) === undefined && target !== '' ? undefined : 'give a host name';
    case 'TXT':
      return explainText(target);
    case 'CNAME':
    case 'DNAME':
    case 'NS':
      return explainHost(target);
    default:
      return target === '' ? 'it is empty' : undefined;
  }
}

function explainAlias(target: string): string | undefined {
  const problem = explainHost(target);
  return problem === undefined ? undefined : `has alias target ${JSON.stringify(target)}: ${problem}`;
}

function explainHost(target: string): string | undefined {
  if (target === '') return 'it is empty';
  // Nearly every name is too short to have anything wrong with its lengths.
  if (target.length <= DNS_LABEL_BYTES_MAX && !target.includes('..')) return undefined;
  const problem = explainInvalidName(trimFinalDot(target));
  return problem === undefined ? undefined : `it ${problem}`;
}

function explainText(target: string): string | undefined {
  if (!QUOTED_STRINGS.test(target)) return 'put each string in double quotes, as Route 53 wants them';
  const tooLong = [...target.matchAll(QUOTED)].some(
    ([, text = '']) => Buffer.byteLength(text.replace(/\\(?:[0-7]{3}|.)/g, '.')) > TXT_STRING_BYTES_MAX,
  );
  return tooLong
    ? `a string has more than ${TXT_STRING_BYTES_MAX} bytes: split it into several quoted strings`
    : undefined;
}

function messageOf(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    throw error;
  }
}

function fields(value: string): readonly string[] {
  return value.split(/\s+/).filter(Boolean);
}

function isUint16(text: string): boolean {
  return UINT16.test(text) && Number(text) <= UINT16_MAX;
}
