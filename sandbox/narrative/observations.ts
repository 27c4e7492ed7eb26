import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import type { ObjectAddress } from '../runtime/administrator.ts';
import type { Sandbox } from '../runtime/start-sandbox.ts';

/** What the registry puts before a hostname, besides nothing. */
const MARKER_PREFIXES = ['a-', 'aaaa-', 'cname-'];

/** `status.conditions[]`. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** The ExternalSecret of a name in namespace auth, in the version the first user writes. */
export function externalSecret(name: string): ObjectAddress {
  return { apiVersion: 'external-secrets.io/v1beta1', kind: 'ExternalSecret', namespace: 'auth', name };
}

/** The value of one key of a Secret as text; undefined when there is none. */
export function secretText(secret: KubernetesObject | undefined, key: string): string | undefined {
  const data = secret?.['data'] as Readonly<Record<string, string>> | undefined;
  const encoded = data?.[key];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
}

/** The Ready condition of an object; undefined when its controller has not spoken yet. */
export function readyCondition(object: KubernetesObject | undefined): Condition | undefined {
  const status = object?.['status'] as { readonly conditions?: readonly Condition[] } | undefined;
  return status?.conditions?.find(({ type }) => type === 'Ready');
}

/** Record sets of a hostname and its markers, as `auth.dev.growbin.app A`, in Route 53's order. */
export function recordNames(sandbox: Sandbox, hostname: string): readonly string[] {
  const own = [hostname, ...MARKER_PREFIXES.map((prefix) => `${prefix}${hostname}`)];
  return [...sandbox.aws.route53.state.zones.values()]
    .flatMap(({ records }) => records.from('', records.size))
    .map(({ Name, Type }) => ({ name: Name.replace(/\.$/, ''), Type }))
    .filter(({ name }) => own.includes(name))
    .map(({ name, Type }) => `${name} ${Type}`);
}

/** Whether every change of the sandbox's Route 53 has reached all name servers. */
export function isInSync(sandbox: Sandbox): boolean {
  const { route53 } = sandbox.aws;
  return [...route53.state.changes.keys()].every(
    (Id) => (route53.call('GetChange', { Id }).ChangeInfo as { Status: string }).Status === 'INSYNC',
  );
}
