import type { SecretsConfiguration } from '../config.ts';
import { formatArn, type Place } from './arn.ts';
import type { Permission } from './permission.ts';

/** What secret-sync may read in AWS. It writes nothing there, in either mode. */
export function compileSecretsPermissions(
  place: Place,
  secrets: SecretsConfiguration,
): readonly Permission[] {
  const places = (secrets.regions ?? [place.region]).map((region) => ({ account: place.account, region }));
  const prefixes = widestPrefixes(secrets.prefixes);
  const mapped = uniqueRoles(secrets.identities).filter((role) => role !== 'function');
  const named = uniqueRoles(secrets.roles);
  return [
    ...(secrets.services.includes('ParameterStore') ? readParameters(places, prefixes) : []),
    ...(secrets.services.includes('ParameterStore') && secrets.tagFinds ? [FIND_BY_TAG] : []),
    ...(secrets.services.includes('SecretsManager') ? readSecrets(places, prefixes) : []),
    ...(secrets.generators.includes('ECRAuthorizationToken') ? [REGISTRY_TOKENS] : []),
    ...assumeRoles('AssumeMappedRoles', mapped),
    ...assumeRoles('AssumeStoreRoles', named),
  ];
}

function uniqueRoles(entries: readonly { readonly role: string }[]): readonly string[] {
  return [...new Set(entries.map(({ role }) => role))].sort();
}

function assumeRoles(sid: string, roles: readonly string[]): readonly Permission[] {
  return roles.length === 0 ? [] : [{ sid, actions: ['sts:AssumeRole', 'sts:TagSession'], resources: roles }];
}

/** One SecureString parameter and its decryption: a stored credential or key. */
export function compileParameterPermissions(
  place: Place,
  name: string,
  sids: { readonly read: string; readonly decrypt: string },
): readonly Permission[] {
  const arn = formatArn('ssm', place, `parameter${name}`);
  return [
    { sid: sids.read, actions: ['ssm:GetParameter'], resources: [arn] },
    decrypt({ sid: sids.decrypt, places: [place], service: 'ssm', context: 'PARAMETER_ARN', arns: [arn] }),
  ];
}

/** Sorted, without prefixes that a shorter one covers. */
export function widestPrefixes(prefixes: readonly string[]): readonly string[] {
  return [...new Set(prefixes)]
    .sort()
    .filter((prefix, _index, all) => !all.some((other) => other !== prefix && prefix.startsWith(other)));
}

const PREFIX_REASON = 'parameters come and go below the prefixes that the configuration grants';

function readParameters(places: readonly Place[], prefixes: readonly string[]): readonly Permission[] {
  const names = prefixes.filter((prefix) => prefix.startsWith('/'));
  const arns = places.flatMap((place) =>
    names.map((prefix) => formatArn('ssm', place, `parameter${prefix}*`)),
  );
  return [
    {
      sid: 'ReadParameters',
      actions: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:ListTagsForResource'],
      resources: arns,
      wildcard: PREFIX_REASON,
    },
    {
      sid: 'FindParameters',
      actions: ['ssm:GetParametersByPath'],
      // The path itself has no final slash.
      resources: [...arns, ...places.flatMap((place) => names.flatMap((prefix) => pathArn(place, prefix)))],
      wildcard: PREFIX_REASON,
    },
    decrypt({ sid: 'DecryptParameters', places, service: 'ssm', context: 'PARAMETER_ARN', arns }),
  ];
}

function pathArn(place: Place, prefix: string): readonly string[] {
  return prefix === '/' ? [] : [formatArn('ssm', place, `parameter${prefix.replace(/\/$/, '')}`)];
}

const REGISTRY_TOKENS: Permission = {
  sid: 'GetRegistryTokens',
  actions: ['ecr:GetAuthorizationToken', 'ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'],
  resources: ['*'],
  wildcard: 'none of the actions takes a resource; what a token opens is what the role may pull',
};

const FIND_BY_TAG: Permission = {
  sid: 'FindParametersByTag',
  actions: ['ssm:DescribeParameters'],
  resources: ['*'],
  wildcard: 'the action takes no resource; it gives names, versions and descriptions, and no values',
};

function readSecrets(places: readonly Place[], prefixes: readonly string[]): readonly Permission[] {
  const arns = places.flatMap((place) =>
    prefixes.map((prefix) => formatArn('secretsmanager', place, `secret:${prefix}*`)),
  );
  return [
    {
      sid: 'ReadSecrets',
      actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
      resources: arns,
      wildcard: 'secrets come and go below the prefixes that the configuration grants',
    },
    {
      sid: 'ListSecrets',
      actions: ['secretsmanager:ListSecrets', 'secretsmanager:BatchGetSecretValue'],
      resources: ['*'],
      wildcard: 'neither action takes a resource; a batch reads only what GetSecretValue is granted for',
    },
    decrypt({ sid: 'DecryptSecrets', places, service: 'secretsmanager', context: 'SecretARN', arns }),
  ];
}

/** Decryption on behalf of one service, for the named things only: the key itself is any key of the account. */
function decrypt(options: {
  readonly sid: string;
  readonly places: readonly Place[];
  readonly service: string;
  readonly context: string;
  readonly arns: readonly string[];
}): Permission {
  const { sid, places, service, context, arns } = options;
  return {
    sid,
    actions: ['kms:Decrypt'],
    resources: places.map((place) => formatArn('kms', place, 'key/*')),
    conditions: {
      StringEquals: { 'kms:ViaService': places.map(({ region }) => `${service}.${region}.amazonaws.com`) },
      StringLike: { [`kms:EncryptionContext:${context}`]: arns },
    },
    wildcard: 'each parameter names its own key; the conditions bind decryption to the granted names',
  };
}
