import { FunctionError } from '../template-error.ts';
import type { Certificate } from './certificate.ts';

/** A certificate that no other one has issued, as far as it says. */
export function isRoot({ authorityKeyId, subjectKeyId }: Certificate): boolean {
  return authorityKeyId === undefined || authorityKeyId.equals(subjectKeyId ?? Buffer.alloc(0));
}

/** Leaf first, each followed by its issuer; throws FunctionError unless they make exactly one chain. */
export function orderChain(certificates: readonly Certificate[]): readonly Certificate[] {
  const issuerOf = new Map<Certificate, Certificate>();
  const issuers = new Set<Certificate>();
  for (const issuer of certificates) {
    for (const other of certificates) {
      if (other === issuer || !isIssuedBy(other, issuer)) continue;
      issuerOf.set(other, issuer);
      issuers.add(issuer);
    }
  }
  const leaves = certificates.filter((certificate) => !issuers.has(certificate));
  if (leaves.length > 1) throw new FunctionError('found multiple leaf or disjunct certificates');
  const chain: Certificate[] = [];
  let next = leaves[0];
  if (next === undefined) throw new FunctionError('no leaf found');
  for (; next !== undefined && chain.length <= certificates.length; next = issuerOf.get(next))
    chain.push(next);
  if (chain.length !== certificates.length) throw new FunctionError('constructing chain resulted in cycle');
  return chain;
}

function isIssuedBy({ authorityKeyId }: Certificate, { subjectKeyId }: Certificate): boolean {
  const [wanted, given] = [authorityKeyId ?? Buffer.alloc(0), subjectKeyId ?? Buffer.alloc(0)];
  return wanted.equals(given);
}
