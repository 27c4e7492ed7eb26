import { createChance } from '../../../../lambdas/adapters/chance.ts';
import { systemClock } from '../../../../lambdas/adapters/clock.ts';

/** Real randomness and a real clock: what depends on them is compared by pattern. */
export const testChance = createChance(systemClock);
