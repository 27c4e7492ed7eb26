import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import { absentStores, type Data, type Ledger } from './ledger.ts';
import { CHILD } from './objects.ts';
import { judgeOnce } from './once-monitor.ts';
import { type Mapping, SECRET_PARAMETER, SELECTABLE, type Spec } from './scenario.ts';
import { dataOf } from './secret-monitor.ts';
import { isRefused, JOINED, joined, mappingsOf, sourceOf, targetOf } from './spec-facts.ts';
import { readyOf } from './status-monitor.ts';

/** Looks at the cluster of a settled world. */
export interface Cluster {
  secret(target: string): KubernetesObject | undefined;
  claim(namespace: string, name: string): KubernetesObject | undefined;
}

/** Everything in which a settled world differs from what its manifests and parameters say. */
export function judgeSecrets(ledger: Ledger, cluster: Cluster): readonly string[] {
  return ledger.specs().flatMap((spec) => judgeOne(spec, ledger, cluster));
}

/** Whether just the selected namespaces have the ExternalSecret of the ClusterExternalSecret. */
export function judgeChildren(selected: ReadonlySet<string>, cluster: Cluster): readonly string[] {
  return SELECTABLE.filter(
    (namespace) => selected.has(namespace) !== (cluster.claim(namespace, CHILD) !== undefined),
  ).map((namespace) => {
    const wanted = selected.has(namespace) ? 'no ExternalSecret' : 'still its ExternalSecret';
    return `I2 no lost update: namespace ${namespace} has ${wanted}`;
  });
}

function judgeOne(spec: Spec, ledger: Ledger, cluster: Cluster): readonly string[] {
  const ready = readyOf(cluster.claim(spec.namespace, spec.name))?.status ?? 'none';
  const secret = cluster.secret(targetOf(spec));
  const expectReady = (status: string, why: string) =>
    ready === status ? [] : [`I10 truthful: ${spec.name} is ${ready}, should be ${status}: ${why}`];
  if (isRefused(spec)) {
    const written = Object.values(dataOf(secret)).some((text) => text.startsWith(SECRET_PARAMETER));
    const leaked = written ? [`I11 tenancy: ${spec.target} holds what was not granted`] : [];
    return [...expectReady('False', 'it may not be served'), ...leaked];
  }
  const mappings = Object.values(mappingsOf(spec));
  const denied = mappings.filter(({ parameter }) => ledger.parameters.isDenied(parameter));
  // It is not read any more once it was made, whoever refuses it now; nor is a hand-made one taken over.
  if (spec.once === true)
    return denied.length > 0 || isSomebodyElses(spec, secret) ? [] : judgeOnce(spec, secret, ledger);
  if (denied.some(({ found }) => found !== true)) return expectReady('False', 'a parameter is denied');
  // A find reads values by their path, which is another permission.
  if (denied.length > 0) return [];
  if (isSomebodyElses(spec, secret)) return expectReady('False', 'the Secret is not its own');
  const missing = mappings.some((one) => one.found !== true && textOf(one, ledger) === undefined);
  const lacking = missing || mappings.some((one) => textOf(one, ledger) === undefined);
  const misses = mappings.some((mapping) => mapping.live === true && textOf(mapping, ledger) === undefined);
  if (misses && mappings.some((mapping) => mapping.live === true && isLabelMissing(mapping, ledger)))
    return expectReady('False', 'a label is missing');
  if (missing && spec.deletionPolicy === 'Retain') return expectReady('False', 'a parameter is missing');
  if (lacking && isBroken(ledger, cluster)) return [];
  return judgeData(spec, { secret, ledger, expectReady });
}

/** Its Secret key for key, by policy. */
function judgeData(
  spec: Spec,
  context: {
    readonly secret: KubernetesObject | undefined;
    readonly ledger: Ledger;
    readonly expectReady: (status: string, why: string) => readonly string[];
  },
): readonly string[] {
  const { secret, ledger, expectReady } = context;
  const mapped = mappingsOf(spec);
  const read = Object.entries(mapped).flatMap(([key, mapping]) => {
    const text = textOf(mapping, ledger);
    return text === undefined ? [] : [[key, text] as const];
  });
  // Under Merge a template is rendered of nothing, too.
  const rendered = spec.template === true && (read.length > 0 || spec.deletionPolicy === 'Merge');
  const wanted = rendered ? [...read, [JOINED, joined(Object.fromEntries(read)['k0'])] as const] : read;
  if (wanted.length === 0 && spec.deletionPolicy === 'Delete') {
    if (spec.creationPolicy !== 'Owner') return expectReady('False', 'only an Owner deletes');
    const gone = secret === undefined ? [] : [`I2 no lost update: ${spec.target} should be deleted`];
    return [...gone, ...expectReady('True', 'it was deleted')];
  }
  if (secret === undefined) {
    if (spec.creationPolicy === 'Merge') return expectReady('True', 'there is nothing to merge into');
    return [`I2 no lost update: ${spec.target} does not exist`];
  }
  const data = dataOf(secret);
  const whole = spec.creationPolicy === 'Owner' || spec.creationPolicy === 'Orphan';
  const expected: Record<string, string> = Object.fromEntries(wanted);
  const compared = whole
    ? data
    : Object.fromEntries(Object.keys(mapped).flatMap((key) => pairOf(data, key, expected)));
  if (!whole) delete expected[JOINED];
  const right = JSON.stringify(sorted(compared)) === JSON.stringify(sorted(expected));
  const told = `${spec.target} is ${JSON.stringify(data)}, should be ${JSON.stringify(expected)}`;
  return [...(right ? [] : [`I2 no lost update: ${told}`]), ...expectReady('True', 'it is in sync')];
}

/** Controlled by another ExternalSecret, or made by hand with keys that would be lost. */
function isSomebodyElses(spec: Spec, secret: KubernetesObject | undefined): boolean {
  if (secret === undefined) return false;
  const owner = secret.metadata.ownerReferences?.find((one) => one.controller === true);
  if (owner !== undefined && owner.name !== spec.name) return true;
  const marked = Object.keys({ ...secret.metadata.labels, ...secret.metadata.annotations }).some(
    (key) =>
      key === 'reconcile.external-secrets.io/created-by' || key === 'reconcile.external-secrets.io/data-hash',
  );
  const replaces = spec.creationPolicy === 'Owner' || spec.creationPolicy === 'Orphan';
  return replaces && !marked && Object.keys(dataOf(secret)).some((key) => spec.data[key] === undefined);
}

/**
 * The breaker: of some store that serves two Secrets or more everything is absent; then nothing goes. What was created
 * once is not read any more.
 */
function isBroken(ledger: Ledger, cluster: Cluster): boolean {
  const served = ledger
    .specs()
    .filter((one) => !isRefused(one) && one.once !== true && cluster.secret(targetOf(one)) !== undefined);
  return absentStores(served, (mapping) => textOf(mapping, ledger) === undefined).length > 0;
}

function isLabelMissing(mapping: Mapping, ledger: Ledger): boolean {
  return (
    textOf(mapping, ledger) === undefined && ledger.parameters.textOf(mapping.parameter).now !== undefined
  );
}

function textOf(mapping: Mapping, ledger: Ledger): string | undefined {
  return ledger.parameters.textOf(sourceOf(mapping)).now;
}

/** A key beside which nothing is wanted counts only if the value is one of Parameter Store's. */
function pairOf(data: Data, key: string, expected: Data): readonly (readonly [string, string])[] {
  const text = data[key];
  const others = expected[key] === undefined && !/-\d+$/.test(text ?? '');
  return text === undefined || others ? [] : [[key, text]];
}

function sorted(data: Data): readonly (readonly [string, string])[] {
  return Object.entries(data).sort(([left], [right]) => (left < right ? -1 : 1));
}
