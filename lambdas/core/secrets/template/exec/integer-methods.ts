import { integerText } from '../number/integer-text.ts';
import { GoInt, type Method, type Value } from '../values.ts';

const UNITS: Readonly<Record<string, number>> = { Hours: 3.6e12, Minutes: 6e10, Seconds: 1e9 };
const DIVISORS: Readonly<Record<string, bigint>> = {
  Nanoseconds: 1n,
  Microseconds: 1_000n,
  Milliseconds: 1_000_000n,
};

/** Methods of integer types: those of time.Duration, and String. */
export function integerMethod(receiver: Value, name: string): Method | undefined {
  if (!(receiver instanceof GoInt)) return undefined;
  const text = integerText(receiver);
  if (text === undefined) return undefined;
  if (name === 'String') return { parameters: '', call: () => text };
  if (receiver.type !== 'time.Duration') return undefined;
  const unit = UNITS[name];
  if (unit !== undefined) return { parameters: '', call: () => Number(receiver.value) / unit };
  const divisor = DIVISORS[name];
  if (divisor === undefined) return undefined;
  return { parameters: '', call: () => new GoInt('int64', receiver.value / divisor) };
}
