import type { VectorRunners } from './vector.ts';

/** The functions of the DNS half, by vector file: `dns-labels`, `dns-txt-names`, ... */
export const dnsRunners: VectorRunners = {};
