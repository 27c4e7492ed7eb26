import * as v from 'valibot';

const Status = v.object({
  loadBalancer: v.optional(
    v.nullable(
      v.object({
        ingress: v.optional(
          v.nullable(v.array(v.object({ ip: v.optional(v.string()), hostname: v.optional(v.string()) }))),
        ),
      }),
    ),
  ),
});

/** Every `ip` and `hostname` of `status.loadBalancer.ingress[]`; empty for a status that is absent or odd. */
export function readLoadBalancer(status: unknown): readonly string[] {
  const parsed = v.safeParse(Status, status ?? {});
  if (!parsed.success) return [];
  const entries = parsed.output.loadBalancer?.ingress ?? [];
  return entries.flatMap(({ ip = '', hostname = '' }) => [ip, hostname]).filter((target) => target !== '');
}
