/**
 * Names of the metrics, in namespace `Sluice`, dimensions `cluster` and `half` (`secrets` or `dns`). Alarms refer to
 * them.
 */
export const METRIC = {
  /** Age of an event when its work was complete (ms). */
  eventAge: 'EventAge',
  changesFoundBySweep: 'ChangesFoundBySweep',
  /** Statuses written only because a day had passed (DESIGN 4.8). */
  heartbeats: 'Heartbeats',
  objectsNotReady: 'ObjectsNotReady',
  sweepSucceeded: 'SweepSucceeded',
  authenticationFailed: 'AuthenticationFailed',
  deletionsStopped: 'DeletionsStopped',
  /** A source or zone could not be read completely: nothing is deleted until it can. */
  observationIncomplete: 'ObservationIncomplete',
  created: 'Created',
  updated: 'Updated',
  deleted: 'Deleted',
  refused: 'Refused',
  failed: 'Failed',
  ignoredEvents: 'IgnoredEvents',
  throttled: 'Throttled',
  /** Route 53: submit to INSYNC (ms). */
  inSync: 'InSync',
} as const;
