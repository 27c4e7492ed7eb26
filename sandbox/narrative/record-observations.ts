import type { Sandbox } from '../runtime/start-sandbox.ts';

/** What the registry puts before a hostname, besides nothing. */
const MARKER_PREFIXES = ['a-', 'aaaa-', 'cname-'];

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
