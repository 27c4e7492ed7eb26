import type { Clock } from '../../lambdas/core/ports.ts';
import type { Chance } from '../../lambdas/core/secrets/template/functions/environment.ts';
import { createRandom } from './random.ts';

/** Bytes that follow from a seed, and are never the same twice. Keys are not drawn: they take too long. */
export function simulatedChance(clock: Clock, seed: number): Chance {
  const random = createRandom(seed);
  const refuse = (): never => {
    throw new Error('worlds have no templates that make keys');
  };
  return {
    random: (size) => Buffer.from(Array.from({ length: size }, () => random.int(256))),
    now: () => clock.now(),
    privateKey: refuse,
    sign: refuse,
  };
}
