import type { ResourceLimits } from 'node:worker_threads';

/** V8's young generation is three semi-spaces. */
const SEMI_SPACES = 3;
const OPTION = /^--max-semi-space-size=(?<megabytes>\d+)$/;

/**
 * What `NODE_OPTIONS` of a function comes to in a worker thread, which takes no options of V8: the environment without
 * it, and limits in its place.
 * @throws TypeError naming an option that the sandbox does not know
 */
export function readNodeOptions({ NODE_OPTIONS = '', ...environment }: Readonly<Record<string, string>>): {
  readonly environment: Readonly<Record<string, string>>;
  readonly limits: Pick<ResourceLimits, 'maxYoungGenerationSizeMb'>;
} {
  const limits: { maxYoungGenerationSizeMb?: number } = {};
  for (const option of NODE_OPTIONS.split(' ').filter(Boolean)) {
    const megabytes = OPTION.exec(option)?.groups?.['megabytes'];
    if (megabytes === undefined) {
      throw new TypeError(`NODE_OPTIONS ${option}: the sandbox knows --max-semi-space-size=<MB> only`);
    }
    limits.maxYoungGenerationSizeMb = Number(megabytes) * SEMI_SPACES;
  }
  return { environment, limits };
}
