import type { Difference } from '../../divergence.ts';
import type { ObservedEvent } from './observe.ts';
import { isTransient, type StepView } from './step-view.ts';

interface EventFacts {
  readonly object: string;
  readonly namespace: string;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}

/** Object, type and reason of Events, each once a step. */
export function compareEvents(view: StepView): readonly Difference[] {
  const recorded = new Set(recordedEvents(view).map(identify));
  const ours = new Set(eventsOfStep(view).map(identify));
  const place = (event: string) => ({ step: view.step, field: `events.${event}` });
  const missing = [...recorded].filter((event) => !ours.has(event) && !isExcused(view, event));
  const added = [...ours].filter((event) => !recorded.has(event) && !isUnrecorded(view, event));
  return [
    ...missing.map((event) => ({ ...place(event), recorded: 'sent', ours: undefined })),
    ...added.map((event) => ({ ...place(event), recorded: undefined, ours: 'sent' })),
  ];
}

/** Where the wording of an Event differs: counted, never gated. After `operation error` AWS's words begin. */
export function compareEventWording(view: StepView): readonly string[] {
  const words = (events: readonly EventFacts[]) =>
    Map.groupBy(events, identify) as ReadonlyMap<string, readonly EventFacts[]>;
  const ours = words(eventsOfStep(view));
  return [...words(recordedEvents(view))].flatMap(([event, recorded]) => {
    const texts = (ours.get(event) ?? []).map(({ message }) => beforeAwsWords(message));
    const known = recorded.some(({ message }) => texts.includes(beforeAwsWords(message)));
    if (texts.length === 0 || known) return [];
    return [`step ${view.step}: ${event}: recorded "${recorded[0]?.message}", ours "${texts[0]}"`];
  });
}

function beforeAwsWords(message: string): string {
  return message.split('operation error')[0] ?? '';
}

/** Events written or repeated in this step, by us. */
function eventsOfStep({ before, after }: StepView): readonly ObservedEvent[] {
  const known = new Set(before.events.map(({ revision }) => revision));
  return after.events.filter(({ revision }) => !known.has(revision));
}

function recordedEvents({ expect, recorded }: StepView): readonly EventFacts[] {
  return (expect.events ?? [])
    .filter(({ object }) => !object.startsWith('PushSecret/'))
    .map((event) => ({ ...event, namespace: event.namespace ?? recorded.namespace }));
}

function identify({ object, namespace, type, reason }: EventFacts): string {
  // Events of cluster-scoped objects lie in some namespace that says nothing.
  return object.startsWith('Cluster')
    ? `${object} ${type} ${reason}`
    : `${namespace}/${object} ${type} ${reason}`;
}

/** The recording leaves out `Normal Valid` of stores unless the step applied one. */
function isUnrecorded({ actions, step }: StepView, event: string): boolean {
  const appliesStore = actions.apply?.some(({ kind }) => kind.endsWith('SecretStore')) ?? false;
  return step > 0 && !appliesStore && /SecretStore\/\S+ Normal Valid$/v.test(event);
}

/** A failure that passes is not announced as one while Ready is Unknown or still True. */
function isExcused(view: StepView, event: string): boolean {
  return event.endsWith('Warning UpdateFailed') && isTransient(view);
}
