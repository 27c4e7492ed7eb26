import { identityKey } from '../core/aws-identity.ts';
import { TerminalError } from '../core/errors.ts';
import { hashText } from '../core/secrets/data-hash.ts';
import { type ParameterRead, readKey, type Source } from '../core/secrets/source.ts';
import { formatTags } from '../core/secrets/tag-document.ts';
import { recallDenied, rememberDenied } from './denied-names.ts';
import type { SecretSyncDeps } from './deps.ts';
import { toKnown } from './known-error.ts';
import type { Memory } from './memory.ts';
import { DENIED_CODE, OUT_OF_TIME, type ParameterReader, type ReaderOptions } from './parameter-reader.ts';
import { managerOf } from './secret-reader.ts';

/** Tags have no version, so comparing them is reading them; what was compared is not read again. */
export function createTagReader(
  deps: SecretSyncDeps,
  memory: Memory,
  options: ReaderOptions,
): ParameterReader {
  const known = new Map<string, ParameterRead>();
  const readInto = async (sources: readonly Source[], reads: Map<string, ParameterRead>) => {
    for (const source of sources) {
      const key = readKey(source);
      if (reads.has(key) || !options.hasTime()) continue;
      if (reads.size > 0 && options.pauseMs > 0) await deps.clock.sleep(options.pauseMs);
      reads.set(key, await readTags(deps, memory, source));
    }
    return (source: Source): ParameterRead =>
      reads.get(readKey(source)) ?? { kind: 'failed', error: OUT_OF_TIME };
  };
  return {
    readVersions: (sources) => readInto(sources, known),
    readValues: (sources, { fresh = false } = {}) => readInto(sources, fresh ? new Map() : known),
  };
}

async function readTags(deps: SecretSyncDeps, memory: Memory, source: Source): Promise<ParameterRead> {
  const now = deps.clock.now();
  const denied = recallDenied(memory, readKey(source), now);
  if (denied !== undefined) return { kind: 'failed', error: denied };
  const { identity, name, request, reads } = source;
  try {
    const tags =
      reads === 'secret-tags'
        ? await managerOf(deps, source).getTags(name)
        : await deps.parameterStores.of(identity).listTags(request);
    if (tags === undefined) return { kind: 'absent' };
    const value = formatTags(tags);
    const revision = hashText(JSON.stringify([identityKey(identity), tags]));
    const parameter = { name, arn: name, type: 'Tags', version: 0, lastModified: 0, revision, value };
    return { kind: 'found', parameter };
  } catch (error) {
    const known = toKnown(error);
    if (known instanceof TerminalError && DENIED_CODE.test(known.code)) {
      rememberDenied(memory, readKey(source), known, now);
    }
    return { kind: 'failed', error: known };
  }
}
