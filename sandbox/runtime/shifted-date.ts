/**
 * A Date whose "now" is moved by `offsetMs()`. Only the two places that read the clock change: `Date.now()` and
 * `new Date()` without argument; everything else is the real Date, `instanceof` included.
 */
export function shiftDate(RealDate: DateConstructor, offsetMs: () => number): DateConstructor {
  const now = (): number => RealDate.now() + offsetMs();
  return new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
    apply: () => new RealDate(now()).toString(),
    get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
  });
}
