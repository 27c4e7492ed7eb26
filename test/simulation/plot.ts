import type { PlotItem } from './schedule.ts';
import type { World } from './world.ts';

/** What a call or an action costs, so that time passes and modification times differ. */
export const CALL_MS = 15;
/** How late a delayed event is. */
const LATE_MS = 20_000;

/** The message of the schedule. */
export function sweepAt(now: number): object {
  return { sluice: 'sweep', at: new Date(now).toISOString() };
}

/** One item of a plot happens, and is announced as it says. */
export function happen<Action>(world: World<Action>, item: PlotItem<Action>): void {
  const { clock, queue } = world;
  if (item.kind === 'wait') clock.advance(item.ms);
  else if (item.kind === 'sweep') queue.put(sweepAt(clock.now()));
  else {
    clock.advance(CALL_MS);
    const messages = world.act(item.action);
    const copies = item.delivery === 'lost' ? 0 : item.delivery === 'twice' ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      for (const message of messages) queue.put(message, item.delivery === 'late' ? LATE_MS : 0);
    }
  }
}
