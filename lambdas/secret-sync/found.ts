import type { Parameter } from '../core/aws-ports.ts';
import { TerminalError } from '../core/errors.ts';
import { hashText } from '../core/secrets/data-hash.ts';
import type { ParameterRead, Source } from '../core/secrets/source.ts';

/** What a find takes out of a listing; refused as a whole when it matches what the namespace may not read. */
export function takeFound(source: Source, listed: readonly Parameter[]): ParameterRead {
  const members = listed.filter(({ name }) => source.find?.matches(name));
  if (members.every(({ name }) => source.find?.permits(name))) return foundOf(source, members);
  const message =
    'it matches names outside the prefixes granted to the namespace; set find.path, or add a prefix to ' +
    'secrets.prefixes (and to secrets.namespaces[] where the namespace is listed)';
  return { kind: 'failed', error: new TerminalError(message, { code: 'KeyNotGranted' }) };
}

/** One member that cannot be read fails the find; one that is gone since the listing is not in it. */
export function joinFound(source: Source, reads: readonly ParameterRead[]): ParameterRead {
  const broken = reads.find((read) => read.kind === 'failed');
  if (broken !== undefined) return broken;
  return foundOf(
    source,
    reads.flatMap((read) => (read.kind === 'found' ? [read.parameter] : [])),
  );
}

/** `parameter` tells one state of the find from another: which names, in which version. */
function foundOf({ request }: Source, members: readonly Parameter[]): ParameterRead {
  const states = members.map(({ name, version, lastModified, revision = '' }) =>
    [name, version, lastModified, revision].join(' '),
  );
  const revision = hashText(states.sort().join('\n'));
  const parameter = { name: request, arn: '', type: 'Find', version: 0, lastModified: 0, revision };
  return { kind: 'found', parameter, members };
}
