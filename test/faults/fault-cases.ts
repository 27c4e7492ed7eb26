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
  'an empty object': answerWith(200, '{}', { 'content-type': 'application/json' }),
  'an answer that comes in pieces': dribble(4, 2),
  'status 429 and when to come back': answerWith(429, WORDS, { 'retry-after': '0' }),
  'status 429 and a long wait': answerWith(429, WORDS, { 'retry-after': '60' }),
  'status 500': answerWith(500, WORDS),
  'status 502': answerWith(502, WORDS),
  'status 503': answerWith(503, WORDS),
  'status 504': answerWith(504, WORDS),
} as const satisfies Readonly<Record<string, Fault>>;

/** Both last until the client gives up, which takes seconds. */
const WAITS: readonly (readonly [string, Fault])[] = [
  ['an answer that stops halfway', stall],
  ['no answer', silence],
];

/**
 * Cases for `test.each`: on real servers every fault there is, and in `npm test`, which has two minutes for
 * everything, those that are named.
 * @param withWaits on real servers, those that last until the client gives up, too
 */
export function faultCases(
  named: readonly FaultName[],
  { withWaits = false }: { readonly withWaits?: boolean } = {},
): readonly (readonly [string, Fault])[] {
  const isReal = process.env['SLUICE_REAL_API'] === '1';
  const wanted = isReal ? (Object.keys(FAULTS) as readonly FaultName[]) : named;
  return [...wanted.map((name) => [name, FAULTS[name]] as const), ...(isReal && withWaits ? WAITS : [])];
}
