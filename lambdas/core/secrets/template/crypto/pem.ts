/** One block of PEM, byte strings. */
export interface PemBlock {
  readonly type: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly bytes: Buffer;
}

const START = '-----BEGIN ';
const END = '\n-----END ';
const DASHES = '-----';
const LINE_LENGTH = 64;

/** The next block and what is after it (encoding/pem); undefined when there is none. */
export function decodePem(text: string): { readonly block: PemBlock; readonly rest: string } | undefined {
  let rest = text;
  for (;;) {
    const start = rest.startsWith(START) ? START.length : afterStart(rest);
    if (start === undefined) return undefined;
    rest = rest.slice(start);
    const first = takeLine(rest);
    rest = first.rest;
    if (!first.line.endsWith(DASHES)) continue;
    const type = first.line.slice(0, -DASHES.length);
    const { headers, rest: body } = takeHeaders(rest);
    if (body === undefined) return undefined;
    rest = body;
    const found = readBody(type, headers, body);
    if (found !== undefined) return found;
  }
}

function afterStart(text: string): number | undefined {
  const at = text.indexOf(`\n${START}`);
  return at < 0 ? undefined : at + 1 + START.length;
}

/** A line without the white space at its end. */
function takeLine(text: string): { readonly line: string; readonly rest: string } {
  const at = text.indexOf('\n');
  const line = at < 0 ? text : text.slice(0, at);
  return { line: line.replace(/[ \t\r]+$/, ''), rest: at < 0 ? '' : text.slice(at + 1) };
}

function takeHeaders(text: string): {
  readonly headers: Map<string, string>;
  readonly rest: string | undefined;
} {
  const headers = new Map<string, string>();
  let rest = text;
  for (;;) {
    if (rest === '') return { headers, rest: undefined };
    const next = takeLine(rest);
    const colon = next.line.indexOf(':');
    if (colon < 0) return { headers, rest };
    headers.set(next.line.slice(0, colon).trim(), next.line.slice(colon + 1).trim());
    rest = next.rest;
  }
}

function readBody(
  type: string,
  headers: ReadonlyMap<string, string>,
  text: string,
): { readonly block: PemBlock; readonly rest: string } | undefined {
  const isEmpty = headers.size === 0 && text.startsWith(END.slice(1));
  const end = isEmpty ? 0 : text.indexOf(END);
  if (end < 0) return undefined;
  const afterEnd = text.slice(isEmpty ? END.length - 1 : end + END.length);
  if (!afterEnd.startsWith(type + DASHES)) return undefined;
  const tail = takeLine(afterEnd.slice(type.length + DASHES.length));
  if (tail.line !== '') return undefined;
  const base64 = text.slice(0, end).replace(/[ \t\r\n]/g, '');
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(base64)) return undefined;
  return { block: { type, headers, bytes: Buffer.from(base64, 'base64') }, rest: tail.rest };
}

/** A block as PEM: `Proc-Type` first, other headers sorted, lines of 64. */
export function encodePem(
  type: string,
  bytes: Buffer,
  headers: ReadonlyMap<string, string> = new Map(),
): string {
  const names = [...headers.keys()].sort(
    (a, b) => Number(b === 'Proc-Type') - Number(a === 'Proc-Type') || (a < b ? -1 : 1),
  );
  const shown = names.map((name) => `${name}: ${headers.get(name)}\n`).join('');
  const lines = bytes.toString('base64').match(new RegExp(`.{1,${LINE_LENGTH}}`, 'g')) ?? [];
  const body = lines.map((line) => `${line}\n`).join('');
  return `${START}${type}${DASHES}\n${shown}${shown === '' ? '' : '\n'}${body}-----END ${type}${DASHES}\n`;
}

/** Every block of a text. */
export function decodeAllPem(text: string): { readonly blocks: readonly PemBlock[]; readonly rest: string } {
  const blocks: PemBlock[] = [];
  let rest = text;
  for (let found = decodePem(rest); found !== undefined; found = decodePem(rest)) {
    blocks.push(found.block);
    rest = found.rest;
  }
  return { blocks, rest };
}
