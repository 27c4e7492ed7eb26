import * as v from 'valibot';
import { clusterSchema } from './config/cluster-schema.ts';
import { findContradictions } from './config/cross-checks.ts';
import { describe } from './config/fields.ts';
import { ConfigurationError, describeIssue } from './config/problems.ts';

/**
 * The one configuration document (DESIGN 8), as `clusters[]` with every default filled in. The schemas below
 * stack/config/ say of each field what is allowed; nothing downstream checks again.
 */
const documentSchema = describe(
  v.strictObject({
    clusters: describe(
      v.pipe(v.array(clusterSchema), v.minLength(1)),
      'required; allowed: a list of one or more clusters',
    ),
  }),
  'allowed: a document with the key "clusters", a list of one or more clusters',
);

/** One cluster, validated and complete. */
export type ClusterConfiguration = v.InferOutput<typeof clusterSchema>;
/** `secrets` of a cluster. */
export type SecretsConfiguration = NonNullable<ClusterConfiguration['secrets']>;
/** `dns` of a cluster. */
export type DnsConfiguration = NonNullable<ClusterConfiguration['dns']>;

export interface Configuration {
  readonly clusters: readonly ClusterConfiguration[];
}

/**
 * @param document what the YAML or JSON file, or the context key `sluice`, holds
 * @throws ConfigurationError with one line for every problem found
 */
export function parseConfiguration(document: unknown): Configuration {
  const parsed = v.safeParse(documentSchema, document);
  if (!parsed.success) {
    const problems = parsed.issues.map((issue) => describeIssue(documentSchema, issue));
    throw new ConfigurationError([...new Set(problems)]);
  }
  const contradictions = findContradictions(parsed.output.clusters);
  if (contradictions.length > 0) throw new ConfigurationError(contradictions);
  return parsed.output;
}
