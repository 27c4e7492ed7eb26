import type { Parameter, ParameterPage, ParameterStore } from '../core/aws-ports.ts';
import { FIND_MS_MAX } from '../core/bounds.ts';
import { TerminalError, TransientError } from '../core/errors.ts';
import { METRIC } from '../core/metrics.ts';
import type { Find } from '../core/secrets/find.ts';
import type { Source } from '../core/secrets/source.ts';
import type { SecretSyncDeps } from './deps.ts';
import { toKnown } from './known-error.ts';
import { DENIED_CODE, OUT_OF_TIME, type ReaderOptions } from './parameter-reader.ts';

/** Everything below a path, or everything with some tags. */
export interface Listing {
  /** With values only where they were asked for. */
  readonly parameters: readonly Parameter[];
  /** Calls it took. */
  readonly pages: number;
}

export interface ListOptions extends ReaderOptions {
  readonly deps: SecretSyncDeps;
  /** When the run began, ms since the epoch. */
  readonly startedAt: number;
}

type NextPage = (next: string | undefined) => Promise<ParameterPage>;

/** Names and versions without decryption. By tags, or where listing by path is denied, as ESO does: DescribeParameters. */
export async function listParameters(options: ListOptions, source: Source): Promise<Listing> {
  const store = options.deps.parameterStores.of(source.identity);
  const { find } = source;
  if (find === undefined) throw new TypeError(`${source.request} is no find`);
  if (find.tags !== undefined) return describe(options, store, find);
  try {
    return await listPath(options, source, false);
  } catch (error) {
    if (!isDenied(error)) throw error;
    return describe(options, store, find).catch(() => {
      // What is missing is the right to list by path; the other call was only the second best.
      throw error;
    });
  }
}

/** Everything below the path of a find, decrypted. */
export function readPath(options: ListOptions, source: Source): Promise<Listing> {
  return listPath(options, source, true);
}

export function isDenied(error: unknown): error is TerminalError {
  return error instanceof TerminalError && DENIED_CODE.test(error.code);
}

function listPath(options: ListOptions, source: Source, decrypt: boolean): Promise<Listing> {
  const store = options.deps.parameterStores.of(source.identity);
  return readPages(options, source.name, (next) =>
    store.getParametersByPath(source.name, { decrypt, ...(next === undefined ? {} : { next }) }),
  );
}

function describe(options: ListOptions, store: ParameterStore, { path, tags = {} }: Find): Promise<Listing> {
  const filter = { tags, ...(path === '' || path === '/' ? {} : { path }) };
  return readPages(options, path, (next) => store.describeParameters(filter, next));
}

/** Every page or nothing: a listing that was cut short says nothing about what is absent (invariant I6). */
async function readPages(options: ListOptions, what: string, page: NextPage): Promise<Listing> {
  const { deps, startedAt, hasTime, pauseMs } = options;
  const parameters: Parameter[] = [];
  let next: string | undefined;
  for (let pages = 0; ; pages += 1) {
    if (!hasTime()) throw OUT_OF_TIME;
    if (deps.clock.now() - startedAt > FIND_MS_MAX) throw tooLong(what, pages);
    if (pages > 0 && pauseMs > 0) await deps.clock.sleep(pauseMs);
    const answer = await page(next).catch((error: unknown) => {
      const known = toKnown(error);
      if (/Throttl/.test(known.code)) deps.metrics.count(METRIC.throttled, 1);
      throw known;
    });
    parameters.push(...answer.parameters);
    next = answer.next;
    if (next === undefined) return { parameters, pages: pages + 1 };
  }
}

function tooLong(what: string, pages: number): TransientError {
  const seconds = FIND_MS_MAX / 1000;
  return new TransientError(
    `listing ${what} was not finished ${seconds} s into the run, after ${pages} pages: narrow find.path, or raise ` +
      'secrets.sweep.callsPerSecond',
    { code: 'FindTooLarge' },
  );
}
