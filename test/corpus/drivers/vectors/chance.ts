import { randomBytes } from 'node:crypto';
import type { Chance } from '../../../../lambdas/core/secrets/template/functions/environment.ts';

/** Real randomness and a real clock: what depends on them is compared by pattern. */
export const testChance: Chance = {
  random: (size) => randomBytes(size),
  now: () => Date.now(),
};
