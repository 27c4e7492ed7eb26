import { readFileSync } from 'node:fs';

/** One line of an audit log, as far as it is read. */
interface AuditEvent {
  readonly verb: string;
  readonly user: { readonly username?: string };
  readonly objectRef?: { readonly resource?: string; readonly subresource?: string };
}

/**
 * Counts the requests of an API server's audit log by verb and resource: `update secrets`,
 * `patch externalsecrets/status`. What `system:` users ask for is left out, and so is discovery.
 */
export function countRequests(auditLogPath: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of readFileSync(auditLogPath, 'utf8').split('\n')) {
    if (line === '') continue;
    const { verb, user, objectRef: { resource, subresource } = {} } = JSON.parse(line) as AuditEvent;
    if (resource === undefined || user.username?.startsWith('system:') !== false) continue;
    const what = `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return counts;
}
