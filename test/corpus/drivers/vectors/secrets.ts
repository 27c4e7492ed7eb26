import { hashRunners } from './secrets-hash.ts';
import { lookupRunners } from './secrets-lookup.ts';
import { rewriteRunners } from './secrets-rewrite.ts';
import { templateRunners } from './secrets-templates.ts';
import { valueRunners } from './secrets-values.ts';
import type { VectorRunners } from './vector.ts';

/** The functions of the secrets half, by vector file. A file that is missing here fails as not mapped. */
export const secretsRunners: VectorRunners = {
  ...hashRunners,
  ...valueRunners,
  ...lookupRunners,
  ...rewriteRunners,
  ...templateRunners,
};
