import { describe, expect, it } from 'vitest';
import type { DnsSourceKind } from '../../../lambdas/core/dns/config.ts';
import { isNamed, scopeOf } from '../../../lambdas/core/dns/scope.ts';
import type { Hint, ObjectHint } from '../../../lambdas/core/hint.ts';

const EVERY: readonly DnsSourceKind[] = [
  'ingress',
  'service',
  'crd',
  'gateway-httproute',
  'gateway-grpcroute',
  'gateway-tlsroute',
  'node',
];
const GATEWAY = 'gateway.networking.k8s.io';

function news(
  group: string,
  objectKind: string,
  change: Partial<Extract<Hint, { kind: 'object' }>> = {},
): Hint {
  return {
    kind: 'object',
    group,
    objectKind,
    namespace: 'auth',
    name: 'x',
    operation: 'UPDATE',
    ...change,
  } as Hint;
}

function scope(hint: Hint, sources: readonly DnsSourceKind[] = EVERY) {
  return scopeOf([hint], { now: 0, deleteDelayMs: 60_000, sources });
}

describe('the news of an object', () => {
  it.each<[string, string, string]>([
    ['networking.k8s.io', 'Ingress', 'ingress/auth/x'],
    ['', 'Service', 'service/auth/x'],
    ['externaldns.k8s.io', 'DNSEndpoint', 'crd/auth/x'],
    [GATEWAY, 'HTTPRoute', 'httproute/auth/x'],
    [GATEWAY, 'GRPCRoute', 'grpcroute/auth/x'],
    [GATEWAY, 'TLSRoute', 'tlsroute/auth/x'],
  ])('%s/%s looks at %s alone', (group, kind, resource) => {
    const seen = scope(news(group, kind));
    expect(seen).toMatchObject({ full: false, objects: [resource] });
    expect(seen !== undefined && isNamed(resource, seen)).toBe(true);
    expect(seen !== undefined && isNamed(resource.replace('/x', '/y'), seen)).toBe(false);
  });

  it('an EndpointSlice looks at the Services of its namespace', () => {
    const seen = scope(news('discovery.k8s.io', 'EndpointSlice'), ['service']);
    expect(seen).toMatchObject({ full: false });
    expect(seen !== undefined && isNamed('service/auth/db', seen)).toBe(true);
    expect(seen !== undefined && isNamed('service/other/db', seen)).toBe(false);
    expect(seen !== undefined && isNamed('ingress/auth/db', seen)).toBe(false);
  });

  it('a Node without a namespace looks at that Node', () => {
    const { namespace: _namespace, ...hint } = news('', 'Node') as ObjectHint;
    const seen = scope(hint, ['node']);
    expect(seen !== undefined && isNamed('node/x', seen)).toBe(true);
    expect(seen !== undefined && isNamed('node/y', seen)).toBe(false);
  });

  it('what many objects point to looks at everything', () => {
    expect(scope(news(GATEWAY, 'Gateway'), ['gateway-tlsroute'])?.full).toBe(true);
    expect(scope(news('', 'Node'), ['service'])?.full).toBe(true);
    expect(scope(news('', 'Namespace'), ['gateway-httproute'])?.full).toBe(true);
  });

  it('so does a deletion', () => {
    expect(scope(news('externaldns.k8s.io', 'DNSEndpoint', { operation: 'DELETE' }))?.full).toBe(true);
  });

  it.each<[Hint, readonly DnsSourceKind[]]>([
    [news('externaldns.k8s.io', 'DNSEndpoint'), ['ingress']],
    [news(GATEWAY, 'Gateway'), ['ingress', 'service']],
    [news('', 'Node'), ['ingress']],
    [news('', 'Namespace'), ['ingress', 'service']],
    [news('discovery.k8s.io', 'EndpointSlice'), ['ingress']],
    [news('', 'Pod'), EVERY],
    [news('x.io', 'Ingress'), EVERY],
  ])('%o is nothing to the sources %j', (hint, sources) => {
    expect(scope(hint, sources)).toBeUndefined();
  });
});
