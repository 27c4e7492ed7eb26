import { FunctionError } from '../template-error.ts';
import { oidText } from './asn1.ts';
import { type Der, readDer } from './der.ts';
import { TAG } from './tag.ts';

/** What the functions need to know of an X.509 certificate. */
export interface Certificate {
  readonly raw: Buffer;
  readonly subject: Der;
  readonly subjectKeyId: Buffer | undefined;
  readonly authorityKeyId: Buffer | undefined;
  /** Subject alternative names as text: DNS, IP, email, URI. */
  readonly names: readonly string[];
}

const EXTENSION = { names: '2.5.29.17', subjectKey: '2.5.29.14', authorityKey: '2.5.29.35' } as const;
const EXTENSIONS_TAG = 0xa3;

/** Parses the parts that matter; throws FunctionError for what is no certificate. */
export function parseCertificate(bytes: Buffer): Certificate {
  const [outer, ...more] = readDer(bytes);
  if (outer?.tag !== TAG.sequence || more.length > 0) throw new FunctionError('x509: malformed certificate');
  const [body, algorithm, signature] = readDer(outer.content);
  if (body?.tag !== TAG.sequence || algorithm?.tag !== TAG.sequence || signature?.tag !== TAG.bitString) {
    throw new FunctionError('x509: malformed tbs certificate');
  }
  const fields = readDer(body.content);
  const subject = fields[fields[0]?.tag === TAG.context0 ? 5 : 4];
  if (subject?.tag !== TAG.sequence) throw new FunctionError('x509: malformed subject');
  const extensions = readExtensions(fields.find(({ tag }) => tag === EXTENSIONS_TAG));
  return {
    raw: outer.raw,
    subject,
    subjectKeyId: octetsOf(extensions.get(EXTENSION.subjectKey)),
    authorityKeyId: keyIdOf(extensions.get(EXTENSION.authorityKey)),
    names: namesOf(extensions.get(EXTENSION.names)),
  };
}

function readExtensions(element: Der | undefined): ReadonlyMap<string, Buffer> {
  const [list] = element === undefined ? [] : readDer(element.content);
  const extensions = (list === undefined ? [] : readDer(list.content)).map(({ content }) => {
    const parts = readDer(content);
    const [id] = parts;
    const value = parts.at(-1);
    if (id === undefined || value === undefined) throw new FunctionError('x509: malformed extension');
    return [oidText(id), value.content] as const;
  });
  return new Map(extensions);
}

function octetsOf(value: Buffer | undefined): Buffer | undefined {
  return value === undefined ? undefined : readDer(value)[0]?.content;
}

function keyIdOf(value: Buffer | undefined): Buffer | undefined {
  const [list] = value === undefined ? [] : readDer(value);
  return list === undefined ? undefined : readDer(list.content).find(({ tag }) => tag === 0x80)?.content;
}

/** Tags of the kinds of names, in the order in which ESO lists them. */
const NAME_TAGS = { dns: 0x82, ip: 0x87, email: 0x81, uri: 0x86 } as const;

function namesOf(value: Buffer | undefined): readonly string[] {
  const [list] = value === undefined ? [] : readDer(value);
  if (list === undefined) return [];
  const names = readDer(list.content);
  return Object.values(NAME_TAGS).flatMap((kind) =>
    names
      .filter(({ tag }) => tag === kind)
      .map(({ content }) => (kind === NAME_TAGS.ip ? ipText(content) : content.toString('latin1'))),
  );
}

function ipText(bytes: Buffer): string {
  if (bytes.length === 4) return [...bytes].join('.');
  if (bytes.length !== 16) throw new FunctionError(`x509: cannot parse IP address of length ${bytes.length}`);
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16));
  return shortened(groups);
}

/** The longest run of two zero groups or more is left out, the first of several. */
function shortened(groups: readonly string[]): string {
  let best = { start: 0, length: 1 };
  for (let start = 0; start < groups.length; start += 1) {
    const run = groups.slice(start).findIndex((group) => group !== '0');
    const length = run < 0 ? groups.length - start : run;
    if (length > best.length) best = { start, length };
  }
  if (best.length < 2) return groups.join(':');
  return `${groups.slice(0, best.start).join(':')}::${groups.slice(best.start + best.length).join(':')}`;
}
