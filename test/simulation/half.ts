import type { Schedule } from './schedule.ts';
import type { World } from './world.ts';

/** What a schedule is played in, and the schedule. */
export interface Case<Scenario, Action> {
  readonly scenario: Scenario;
  readonly schedule: Schedule<Action>;
}

/** One half of sluice, as the simulator needs it. */
export interface Half<Scenario, Action> {
  readonly name: 'secrets' | 'dns';
  /** The world and the schedule of a seed. */
  draw(seed: number): Case<Scenario, Action>;
  world(scenario: Scenario): Promise<World<Action>>;
  /** Worlds of one ExternalSecret or one name and two invocations, of which every course is tried. */
  readonly smallest: readonly Case<Scenario, Action>[];
}
