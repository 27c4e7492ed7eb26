import type { EventsState } from './rules.ts';
import { requireRule } from './rules.ts';

/** Switches a rule on. */
export function enableRule(state: EventsState, request: { readonly Name: string }): Record<string, never> {
  requireRule(state, request.Name).enabled = true;
  return {};
}

/** Switches a rule off. */
export function disableRule(state: EventsState, request: { readonly Name: string }): Record<string, never> {
  requireRule(state, request.Name).enabled = false;
  return {};
}
