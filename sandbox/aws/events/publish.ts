import { matchesPattern } from './pattern.ts';
import type { BusEvent, EventsState } from './rules.ts';

/** What a service or a caller puts on the bus; the bus adds the rest of the envelope. */
export interface EventEntry {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
  /** Milliseconds since the epoch; default now. */
  readonly at?: number;
}

/** Puts one event on the default bus and hands it to the targets of every enabled rule that matches. */
export function publishEvent(state: EventsState, entry: EventEntry): BusEvent {
  state.sequence += 1;
  const event: BusEvent = {
    version: '0',
    id: `00000000-0000-4000-a000-${state.sequence.toString(16).padStart(12, '0')}`,
    'detail-type': entry.detailType,
    source: entry.source,
    account: state.account,
    time: new Date(entry.at ?? state.now()).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region: state.region,
    resources: entry.resources,
    detail: entry.detail,
  };
  passEvent(state, event);
  return event;
}

/** Puts an event as it is on the default bus: a rule of another region hands it on with its own region and id. */
export function passEvent(state: EventsState, event: BusEvent): void {
  state.published?.(event);
  for (const rule of state.rules.values()) {
    if (!rule.enabled || rule.pattern === undefined || !matchesPattern(rule.pattern, { ...event })) continue;
    for (const target of rule.targets.values()) state.deliver?.(target, event, rule);
  }
}
