import type { Fault } from './exchange.ts';
import {
  answerWith,
  breakOff,
  cutShort,
  dribble,
  resetAfter,
  resetBefore,
  silence,
  stall,
} from './wire-faults.ts';

/** What can happen to any exchange, by name. */
export type FaultName = keyof typeof FAULTS;

const WORDS = 'somebody in between is not well';
const FAULTS = {
  'a connection reset before the request is seen': resetBefore,
  'a connection reset after the work is done': resetAfter,
  'an answer broken off': breakOff,
  'an answer cut short': cutShort,
  'an empty answer': answerWith(200, ''),
  'an answer that comes in pieces': dribble(4, 2),
  'an answer that stops halfway': stall,
  'no answer': silence,
  'status 429 and when to come back': answerWith(429, WORDS, { 'retry-after': '0' }),
  'status 429 and a long wait': answerWith(429, WORDS, { 'retry-after': '60' }),
  'status 500': answerWith(500, WORDS),
  'status 502': answerWith(502, WORDS),
  'status 503': answerWith(503, WORDS),
  'status 504': answerWith(504, WORDS),
} as const satisfies Readonly<Record<string, Fault>>;

/**
 * Cases for `test.each`: on real servers every fault there is, and in `npm test`, which has two minutes for
 * everything, those that are named.
 */
export function faultCases(named: readonly FaultName[]): readonly (readonly [FaultName, Fault])[] {
  const every = Object.keys(FAULTS) as readonly FaultName[];
  const wanted = process.env['SLUICE_REAL_API'] === '1' ? every : named;
  return wanted.map((name) => [name, FAULTS[name]]);
}
