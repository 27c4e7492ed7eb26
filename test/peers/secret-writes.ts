import { readFileSync } from 'node:fs';

/** How often each Secret was written so far, by `namespace/name`. */
export type SecretWrites = ReadonlyMap<string, number>;

/** One line of an audit log, as far as it is read. */
interface AuditEvent {
  readonly verb: string;
  readonly objectRef?: { readonly resource?: string; readonly namespace?: string; readonly name?: string };
  readonly responseStatus?: { readonly code?: number };
}

const WRITES: readonly string[] = ['create', 'update', 'patch', 'delete'];

/** Requests that wrote a Secret, whoever asked; those that were refused are not counted. */
export function readSecretWrites(auditLogPath: string): SecretWrites {
  const writes = new Map<string, number>();
  for (const line of readFileSync(auditLogPath, 'utf8').split('\n')) {
    if (line === '') continue;
    const { verb, objectRef, responseStatus } = JSON.parse(line) as AuditEvent;
    const isWrite = objectRef?.resource === 'secrets' && WRITES.includes(verb);
    if (!isWrite || (responseStatus?.code ?? 0) >= 300) continue;
    const name = `${objectRef.namespace}/${objectRef.name}`;
    writes.set(name, (writes.get(name) ?? 0) + 1);
  }
  return writes;
}

/** Secrets that were written more than once between two moments. */
export function writtenTwice(before: SecretWrites, after: SecretWrites): readonly string[] {
  return [...after].flatMap(([name, count]) => {
    const writes = count - (before.get(name) ?? 0);
    return writes > 1 ? [`${name} ${writes} times`] : [];
  });
}
