import { isRoot, orderChain } from '../crypto/cert-chain.ts';
import { type Certificate, parseCertificate } from '../crypto/certificate.ts';
import { decodeAllPem, decodePem, encodePem } from '../crypto/pem.ts';
import { slice } from '../make.ts';
import { FunctionError } from '../template-error.ts';
import type { FunctionFamily } from './function.ts';

/** ESO's functions over PEM. */
export const pemFunctions: FunctionFamily = {
  filterPEM: ['ss', (args) => filterPem(args.string(0), args.string(1))],
  filterCertChain: ['ss', (args) => filterCertChain(args.string(0), args.string(1))],
  certSANs: ['s', (args) => slice([...certSans(args.string(0))], '[]string')],
};

/** Blocks of a type, whatever its case; a text with something behind its blocks and none of that type is refused. */
function filterPem(type: string, text: string): string {
  // What stands before the first block is skipped, also on its own line.
  const { blocks, rest } = decodeAllPem(text.slice(Math.max(text.indexOf('-----BEGIN '), 0)));
  const wanted = blocks.filter((block) => block.type.toLowerCase() === type.toLowerCase());
  if (wanted.length === 0 && rest !== '') throw new FunctionError('error filtering pem: found junk');
  return wanted.map((block) => encodePem(block.type, block.bytes, block.headers)).join('');
}

function filterCertChain(kind: string, text: string): string {
  const chain = orderChain(certificatesOf(text));
  const [leaf, ...rest] = chain;
  const firstRoot = rest.findIndex(isRoot);
  const parts: Readonly<Record<string, readonly (Certificate | undefined)[]>> = {
    leaf: leaf !== undefined && !isRoot(leaf) ? [leaf] : [],
    intermediate: firstRoot < 0 ? rest : rest.slice(0, firstRoot),
    root: [chain.find(isRoot)],
  };
  return (Object.hasOwn(parts, kind) ? (parts[kind] ?? []) : [])
    .map((certificate) => (certificate === undefined ? '' : encodePem('CERTIFICATE', certificate.raw)))
    .join('');
}

/** Certificates of a text; throws FunctionError for a block that is none, and for text behind the last block. */
function certificatesOf(text: string): readonly Certificate[] {
  const { blocks, rest } = decodeAllPem(text);
  if (blocks.length === 0 || rest !== '')
    throw new FunctionError('failed to parse certificate: no PEM block found');
  return blocks.map(({ bytes }) => parseCertificate(bytes));
}

function certSans(text: string): readonly string[] {
  const found = decodePem(text);
  if (found === undefined) throw new FunctionError('failed to decode PEM block containing certificate');
  return parseCertificate(found.block.bytes).names;
}
