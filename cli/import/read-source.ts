import { parse } from 'yaml';
import { type GivenFlag, readFlags, readVariable } from './read-flags.ts';

/** What a file says about an ExternalDNS. */
export interface ImportedInstall {
  /** What the file was taken for. */
  readonly form: 'chart values' | 'a Deployment' | 'a list of flags';
  readonly flags: readonly GivenFlag[];
  /** Tag of the image, where the file has one. */
  readonly version: string | undefined;
  /** What could not be read, a sentence each. */
  readonly problems: readonly string[];
}

type Tree = Readonly<Record<string, unknown>>;

/** Values of the chart that are flags by another name, in the order of its Deployment. */
const CHART_FLAGS: Readonly<Record<string, string>> = {
  logLevel: 'log-level',
  logFormat: 'log-format',
  interval: 'interval',
  triggerLoopOnEvent: 'events',
  sources: 'source',
  policy: 'policy',
  registry: 'registry',
  txtOwnerId: 'txt-owner-id',
  txtPrefix: 'txt-prefix',
  txtSuffix: 'txt-suffix',
  gatewayNamespace: 'gateway-namespace',
  enableGatewayListenerSets: 'gateway-listener-sets',
  domainFilters: 'domain-filter',
  excludeDomains: 'exclude-domains',
  labelFilter: 'label-filter',
  annotationFilter: 'annotation-filter',
  annotationPrefix: 'annotation-prefix',
  managedRecordTypes: 'managed-record-types',
};

/** Defaults of chart 1.14.0, whose policy is not the program's own; newer charts want the policy to be given. */
const CHART_DEFAULTS: Tree = { sources: ['service', 'ingress'], policy: 'upsert-only', registry: 'txt' };

/** Values that only say how the Deployment runs. */
const DEPLOYMENT_VALUES: ReadonlySet<string> = new Set(
  `affinity automountServiceAccountToken commonLabels deploymentAnnotations deploymentStrategy dnsConfig dnsPolicy
  enabled env extraArgs extraContainers extraVolumeMounts extraVolumes fullnameOverride global hostAliases image
  imagePullSecrets initContainers livenessProbe nameOverride namespaceOverride namespaced nodeSelector podAnnotations
  podLabels podSecurityContext priorityClassName provider rbac readinessProbe replicaCount resources
  revisionHistoryLimit secretConfiguration securityContext service serviceAccount serviceMonitor
  shareProcessNamespace sourceNamespace terminationGracePeriodSeconds tolerations topologySpreadConstraints`.split(
    /\s+/,
  ),
);

/** Chart values, a Deployment, a YAML list of arguments, or a command line. Throws Error when it is none of them. */
export function readInstall(
  text: string,
  { releaseNamespace }: { readonly releaseNamespace: string | undefined },
): ImportedInstall {
  const document = parseYaml(text);
  if (isTree(document)) {
    if (document['kind'] === 'Deployment') return readDeployment(document);
    return readChart({ ...CHART_DEFAULTS, ...withoutNull(document) }, releaseNamespace);
  }
  const words = Array.isArray(document) ? document.map(String) : splitWords(text);
  const flags = readFlags(words);
  if (flags.length === 0)
    throw new Error(
      'the file has no flags: give chart values, a Deployment, or the arguments of external-dns',
    );
  return { form: 'a list of flags', flags, version: undefined, problems: [] };
}

function readChart(values: Tree, releaseNamespace: string | undefined): ImportedInstall {
  const problems: string[] = [];
  const flags: GivenFlag[] = Object.entries(CHART_FLAGS).flatMap(([key, flag]) =>
    textsOf(values[key]).map((value) => ({ flag, value })),
  );
  const { provider } = values;
  flags.push({
    flag: 'provider',
    value: textsOf(isTree(provider) ? provider['name'] : provider)[0] ?? 'aws',
  });
  if (values['namespaced'] === true) {
    const namespace = textsOf(values['sourceNamespace'])[0] ?? releaseNamespace;
    if (namespace !== undefined) flags.push({ flag: 'namespace', value: namespace });
    else problems.push('namespaced: the values do not name the namespace; give it with --release-namespace');
  }
  flags.push(...readFlags(argumentsOf(values['extraArgs']).map((word) => untemplate(word, problems))));
  flags.push(...readEnvironment(values['env'], problems));
  for (const key of Object.keys(values)) {
    if (!(key in CHART_FLAGS) && !DEPLOYMENT_VALUES.has(key))
      problems.push(`${key}: no value of the ExternalDNS chart has this name`);
  }
  const image = isTree(values['image']) ? values['image'] : {};
  return { form: 'chart values', flags, version: textsOf(image['tag'])[0], problems };
}

function readDeployment(document: Tree): ImportedInstall {
  const problems: string[] = [];
  const pod = at(document, 'spec', 'template', 'spec');
  const containers = isTree(pod) && Array.isArray(pod['containers']) ? pod['containers'].filter(isTree) : [];
  const isOurs = (container: Tree) => String(container['image']).includes('external-dns');
  const container = containers.find(isOurs) ?? containers[0] ?? {};
  const flags = [
    ...readFlags(argumentsOf(container['args'])),
    ...readEnvironment(container['env'], problems),
  ];
  const version = /:([^:/@]+)(@|$)/.exec(String(container['image']))?.[1];
  return { form: 'a Deployment', flags, version, problems };
}

/** A list of arguments, or from chart 1.15 on a mapping of flags to values. */
function argumentsOf(value: unknown): readonly string[] {
  if (!isTree(value)) return textsOf(value);
  return Object.entries(value).flatMap(([flag, given]) => {
    if (given === null) return [`--${flag}`];
    if (typeof given === 'boolean') return [given ? `--${flag}` : `--no-${flag}`];
    return textsOf(given).map((text) => `--${flag}=${text}`);
  });
}

/** The chart renders arguments as Helm templates: literals in them are what they stand for. */
function untemplate(word: string, problems: string[]): string {
  const literal = word.replace(/\{\{-?\s*(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`)\s*-?\}\}/g, (_, quoted, raw) =>
    String(raw ?? String(quoted).replace(/\\(.)/g, '$1')),
  );
  if (literal === word && /\{\{/.test(word))
    problems.push(
      `extraArgs ${word.split('=')[0]}: Helm makes its value; give the arguments of the running Pod`,
    );
  return literal;
}

function readEnvironment(value: unknown, problems: string[]): readonly GivenFlag[] {
  const variables = Array.isArray(value) ? value.filter(isTree) : [];
  return variables.flatMap((variable) => {
    const name = String(variable['name']);
    if (variable['value'] !== undefined) return readVariable(name, String(variable['value']));
    const [flag] = readVariable(name, '');
    if (flag !== undefined && flag.flag !== 'txt-encrypt-aes-key')
      problems.push(`${name}: its value is in another object; set it in the configuration`);
    return flag === undefined ? [] : [flag];
  });
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/** Words of a command line: quotes hold together, a backslash before a line break goes. */
function splitWords(text: string): readonly string[] {
  const words = text.replaceAll('\\\n', ' ').match(/(?:[^\s'"]|"[^"]*"|'[^']*')+/g) ?? [];
  return words.map((word) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, (_, double, single) => String(double ?? single)),
  );
}

function textsOf(value: unknown): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter((item) => item !== undefined && item !== null && item !== '').map(String);
}

function withoutNull(tree: Tree): Tree {
  return Object.fromEntries(Object.entries(tree).filter(([, value]) => value !== null));
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((current, key) => (isTree(current) ? current[key] : undefined), value);
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
