import type { DivergenceRule } from '../../divergence.ts';
import type { Vector } from './vector.ts';

/** Differences on purpose that explain several vectors. None so far: every vector is either met or fails. */
export const vectorRules: readonly DivergenceRule<Vector>[] = [];
