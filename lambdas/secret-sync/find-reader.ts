import { identityKey, isAboutCredentials } from '../core/aws-identity.ts';
import { FIND_PAGES_EACH_SWEEP, SWEEP_MS } from '../core/bounds.ts';
import type { TerminalError, TransientError } from '../core/errors.ts';
import { type ParameterRead, readKey, type Source } from '../core/secrets/source.ts';
import { recallDenied, rememberDenied } from './denied-names.ts';
import { joinFound, takeFound } from './found.ts';
import { toKnown } from './known-error.ts';
import { isDenied, type Listing, type ListOptions, listParameters, readPath } from './list-parameters.ts';
import type { Memory } from './memory.ts';
import { OUT_OF_TIME, type ParameterReader } from './parameter-reader.ts';

/** What finds are read with. */
export interface FindReaderOptions extends ListOptions {
  readonly memory: Memory;
  /** Reads parameters by name, each once a run whoever wants it. */
  readonly parameters: ParameterReader;
}

type Reads = Map<string, ParameterRead>;

/**
 * Reads of `dataFrom.find` in Parameter Store. One listing serves all finds of a path, or of the same tags. A sweep
 * compares names and versions without decryption; large listings are repeated less often than every sweep.
 */
export function createFindReader(options: FindReaderOptions): ParameterReader {
  const listings = new Map<string, Listing>();
  return {
    async readVersions(sources) {
      const reads: Reads = new Map();
      const unknown = sources.filter((source) => !recall(options, source, reads));
      for (const group of groupsOf(unknown)) {
        await settleGroup(options, { group, reads }, async (first) => {
          const listing = await listParameters(options, first);
          listings.set(listingKey(first), listing);
          for (const source of group) {
            const read = takeFound(source, listing.parameters);
            reads.set(readKey(source), read);
            remember(options, source, { read, pages: listing.pages });
          }
        });
      }
      return (source) => reads.get(readKey(source)) ?? failed(OUT_OF_TIME);
    },
    async readValues(sources, { fresh = false } = {}) {
      const reads: Reads = new Map();
      for (const group of groupsOf(sources)) {
        await settleGroup(options, { group, reads }, async (first) => {
          const known = fresh ? undefined : listings.get(listingKey(first));
          await readGroup(options, { group, known, reads, fresh });
        });
      }
      return (source) => reads.get(readKey(source)) ?? failed(OUT_OF_TIME);
    },
  };
}

function groupsOf(sources: readonly Source[]): Iterable<readonly Source[]> {
  return Map.groupBy(sources, listingKey).values();
}

function listingKey({ identity, find }: Source): string {
  return `${identityKey(identity)} ${JSON.stringify([find?.path, find?.tags ?? null])}`;
}

/** One attempt for all finds of one listing: what fails, fails for each of them. */
async function settleGroup(
  { memory, deps }: FindReaderOptions,
  { group, reads }: { readonly group: readonly Source[]; readonly reads: Reads },
  attempt: (first: Source) => Promise<void>,
): Promise<void> {
  const [first] = group;
  if (first === undefined) return;
  const now = deps.clock.now();
  const key = `list ${listingKey(first)}`;
  try {
    const denied = recallDenied(memory, key, now);
    if (denied !== undefined) throw denied;
    await attempt(first);
  } catch (error) {
    const known = toKnown(error);
    if (isDenied(known) && !isAboutCredentials(known, first.identity))
      rememberDenied(memory, key, known, now);
    for (const source of group) reads.set(readKey(source), failed(known));
  }
}

interface GroupRead {
  readonly group: readonly Source[];
  /** The listing of this run, if it has one already. */
  readonly known: Listing | undefined;
  readonly reads: Reads;
  readonly fresh: boolean;
}

/**
 * By path with decryption, as ESO does, which is one call for ten values. By name where tags are asked for, where
 * fewer names match than the path has pages, and where the path as a whole is denied, be it for one key of KMS.
 */
async function readGroup(
  options: FindReaderOptions,
  { group, known, reads, fresh }: GroupRead,
): Promise<void> {
  const [first] = group;
  if (first === undefined) return;
  const few = known !== undefined && countMatches(group, known) < known.pages;
  if (first.find?.tags === undefined && !few) {
    try {
      const { parameters } = await readPath(options, first);
      for (const source of group) reads.set(readKey(source), takeFound(source, parameters));
      return;
    } catch (error) {
      if (!isDenied(error)) throw error;
    }
  }
  const { parameters } = known ?? (await listParameters(options, first));
  const wanted = group.map((source) => ({ source, read: takeFound(source, parameters) }));
  const members = wanted.flatMap(({ source, read }) => membersOf(source, read));
  const readOf = await options.parameters.readValues(members, { fresh });
  for (const { source, read } of wanted) {
    reads.set(
      readKey(source),
      read.kind === 'found' ? joinFound(source, membersOf(source, read).map(readOf)) : read,
    );
  }
}

function countMatches(group: readonly Source[], { parameters }: Listing): number {
  return parameters.filter(({ name }) => group.some(({ find }) => find?.matches(name))).length;
}

function membersOf({ entry, identity, store }: Source, read: ParameterRead): readonly Source[] {
  const members = read.kind === 'found' ? (read.members ?? []) : [];
  return members.map(({ name }) => ({ entry, identity, store, name, request: name }));
}

/** A large listing is not repeated in every sweep: what it said stands for a minute for each so many pages. */
function remember(
  { memory, deps }: FindReaderOptions,
  source: Source,
  { read, pages }: { readonly read: ParameterRead; readonly pages: number },
): void {
  if (pages <= FIND_PAGES_EACH_SWEEP || read.kind !== 'found') return;
  const until = deps.clock.now() + Math.floor(pages / FIND_PAGES_EACH_SWEEP) * SWEEP_MS;
  memory.finds.set(readKey(source), { read, until });
}

function recall({ memory, deps }: FindReaderOptions, source: Source, reads: Reads): boolean {
  const known = memory.finds.get(readKey(source));
  if (known === undefined || known.until <= deps.clock.now()) return false;
  reads.set(readKey(source), known.read);
  return true;
}

function failed(error: TransientError | TerminalError): ParameterRead {
  return { kind: 'failed', error };
}
