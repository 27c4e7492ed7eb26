import * as v from 'valibot';
import { describe, field } from './fields.ts';

const PREFIX_RULE =
  'allowed: beginning and ending with "/", such as "/eco2/dev/"; without the last "/" it would also match ' +
  '"/eco2/developer/..."; names in Secrets Manager may begin without "/"';

const prefixes = describe(
  v.pipe(
    v.array(
      describe(v.pipe(v.string(), v.regex(/^\/?([A-Za-z0-9_.\-+=@]+\/)*$/), v.endsWith('/')), PREFIX_RULE),
    ),
    v.minLength(1),
  ),
  'required; allowed: one or more name prefixes such as ["/eco2/dev/"]; nothing outside them is ever read',
);

/** `secrets` of one cluster. */
export const secretsSchema = v.strictObject({
  mode: field.mode,
  /** Names the function's role may read. Keys outside are refused before any call. */
  prefixes,
  /** AWS services that stores may name. @default ParameterStore */
  services: v.optional(
    v.pipe(
      v.array(
        describe(
          v.picklist(['ParameterStore', 'SecretsManager']),
          'allowed: "ParameterStore", "SecretsManager"',
        ),
      ),
      v.minLength(1),
    ),
    ['ParameterStore'],
  ),
  /**
   * Regions that stores may name. Each one other than the cluster's gets a stack with rules that forward its events
   * (deploy with `--all`). @default the cluster's region
   */
  regions: v.optional(v.pipe(v.array(field.region), v.minLength(1))),
  /** Values of a store's `spec.controller` that are served; `default` also stands for stores that name none. @default sluice */
  storeClasses: v.optional(
    v.pipe(
      v.array(
        describe(
          v.pipe(v.string(), v.minLength(1)),
          'allowed: controller classes such as "sluice", "default"',
        ),
      ),
      v.minLength(1),
    ),
    ['sluice'],
  ),
  /** What ExternalSecrets of a namespace may read with the function's role (DESIGN 4.5). @default none */
  namespaces: v.optional(v.array(v.strictObject({ name: field.label, prefixes })), []),
  /** Role for each `auth.jwt.serviceAccountRef` that is served. @default none */
  identities: v.optional(
    v.array(
      v.strictObject({
        namespace: field.label,
        serviceAccount: field.label,
        role: describe(
          v.pipe(v.string(), v.regex(/^(function|arn:aws[a-z-]*:iam::[0-9]{12}:role\/[\w+=,.@\-/]+)$/)),
          'allowed: the ARN of an IAM role to assume, or "function" for the function\'s own role',
        ),
      }),
    ),
    [],
  ),
  /**
   * Roles that stores may assume from the function's own (`spec.provider.aws.role`, `additionalRoles`): any
   * ClusterSecretStore, and SecretStores of the namespaces listed. @default none
   */
  roles: v.optional(
    v.array(
      v.strictObject({
        role: describe(
          v.pipe(v.string(), v.regex(/^arn:aws[a-z-]*:iam::[0-9]{12}:role\/[\w+=,.@\-/]+$/)),
          'allowed: the ARN of an IAM role',
        ),
        namespaces: v.optional(v.array(field.label), []),
      }),
    ),
    [],
  ),
  /**
   * Makes, changes and deletes the ExternalSecrets of ClusterExternalSecrets, which takes the right to do so in every
   * namespace; the guard policy binds it to such children. @default false
   */
  clusterExternalSecrets: v.optional(v.boolean(), false),
  /**
   * Generators that are served (`dataFrom[].sourceRef.generatorRef`, ClusterGenerators of these kinds too): tokens of
   * registries, which the function's role may then ask for, and of sessions. @default none
   */
  generators: v.optional(
    v.array(
      describe(
        v.picklist(['ECRAuthorizationToken', 'STSSessionToken']),
        'allowed: "ECRAuthorizationToken", "STSSessionToken"',
      ),
    ),
    [],
  ),
  /**
   * The function's role may ask for parameters by their tags (`dataFrom.find.tags`), which takes the right to see the
   * names of all parameters. @default false
   */
  tagFinds: v.optional(v.boolean(), false),
  /** Namespaces whose Secrets may be written, besides those of `namespaces` and `identities` (RBAC). @default none */
  targets: v.optional(v.array(field.label), []),
  /** Seconds between the two observations of a deletion. @default 60 */
  deleteDelay: v.optional(field.deleteDelay, 60),
  /** The one-minute sweep. @default 10 calls a second */
  sweep: v.optional(
    v.strictObject({
      /** GetParameters calls a second during a sweep. @default 10 */
      callsPerSecond: v.optional(
        describe(v.pipe(v.number(), v.minValue(1), v.maxValue(40)), 'allowed: 1 to 40'),
        10,
      ),
      /** Seconds between two listings of Secrets Manager, which find what no event announced. @default 300 */
      secretListSeconds: v.optional(
        describe(v.pipe(v.number(), v.minValue(60), v.maxValue(86_400)), 'allowed: 60 to 86400'),
        300,
      ),
    }),
    {},
  ),
});
