/** What a person should know of a field that is read, by path; the path must be in ESO's definitions. */
export const DIFFERENT: Readonly<Record<string, string>> = {
  'spec.target.creationPolicy':
    'with `Owner` and `Orphan` a Secret made by hand is adopted only if none of its keys is lost',
  'spec.target.deletionPolicy':
    'deletions wait for a second observation and pass the breaker; ESO deletes at the first',
  'spec.target.immutable': 'no second write of metadata that ESO makes in vain',
  'spec.target.template.data': 'functions with random output only under `refreshPolicy: CreatedOnce`',
  'spec.target.template.metadata.annotations': '`sluice/` annotations are not set; stale ones always go',
  'spec.target.template.metadata.labels': '`sluice/` labels are not set; stale ones always go',
  'spec.target.template.engineVersion': '`v2`; `v1` is refused, as ESO has removed it',
  'spec.target.template.templateFrom[].target':
    'Data, Annotations or Labels, in any case; refused else, as ESO refuses it',
  'spec.target.template.templateFrom[].configMap.name':
    'a change is followed at the next sweep, or at once with the notifier; ESO waits for the refresh',
  'spec.target.template.templateFrom[].secret.name':
    'a change is followed at the next sweep, or at once with the notifier; ESO waits for the refresh',
  'spec.refreshPolicy': 'under `CreatedOnce` what a template made stays, even when its status was lost',
  'spec.refreshInterval':
    'the bound, not the rhythm; empty means 1 h; one that cannot be read stops this object only',
  'spec.data[].secretKey': 'given twice under `deletionPolicy: Retain`: refused, as by the webhook',
  'spec.data[].remoteRef.key': 'must begin with a granted prefix; read in batches of ten',
  'spec.data[].remoteRef.property': 'paths of gjson, with a limit on the work of one path',
  'spec.dataFrom[].extract.key': 'must begin with a granted prefix',
  'spec.dataFrom[].find.path': 'must lie within a granted prefix',
  'spec.dataFrom[].find.tags': 'needs `secrets.tagFinds`, which grants ssm:DescribeParameters',
  'spec.dataFrom[].rewrite[].regexp.source':
    'of keys that become one, the last in byte order stays; with ESO a random one',
  'spec.dataFrom[].rewrite[].transform.template':
    'functions with random output only under `refreshPolicy: CreatedOnce`',
  'spec.dataFrom[].sourceRef.generatorRef.kind':
    '`ECRAuthorizationToken`, `STSSessionToken`, and `ClusterGenerator` of these, once in `secrets.generators`; others are refused (`Generator`)',
  'spec.provider.aws.service':
    '`SSM` is taken as `ParameterStore`, with a warning; SecretsManager needs `secrets.services`',
  'spec.provider.aws.region':
    "with the function's role: the stack's own or one in `secrets.regions`; where no rule forwards events the sweep finds changes, and the status says so",
  'spec.provider.aws.role': 'granted in `secrets.roles` where it is the first to be assumed',
  'spec.provider.aws.additionalRoles[]': 'the first is granted in `secrets.roles`',
  'spec.provider.aws.auth.jwt.serviceAccountRef.name':
    'mapped to a role in `secrets.identities`; no token of the ServiceAccount is made',
  'spec.provider.aws.auth.jwt.serviceAccountRef.audiences[]':
    'has no meaning, since no token of the ServiceAccount is made',
  'spec.provider.aws.auth.secretRef.accessKeyIDSecretRef.namespace':
    "another namespace than a SecretStore's own is refused; ESO silently reads its own",
  'spec.provider.aws.secretsManager.forceDeleteWithoutRecovery': 'has no meaning: nothing is deleted at AWS',
  'spec.provider.aws.secretsManager.recoveryWindowInDays': 'has no meaning: nothing is deleted at AWS',
  'spec.refreshInterval (store)': 'accepted; stores are looked at in every sweep',
  'spec.retrySettings.maxRetries': 'accepted; the SDK retries, and messages come back by their own schedule',
  'spec.retrySettings.retryInterval': 'accepted, as above',
};
