import type { HandoverOutcome } from './run-steps.ts';
import type { Step, StepState } from './step.ts';

const WORDS: Readonly<Record<StepState, string>> = {
  done: 'done',
  ready: 'to do',
  yours: 'yours',
  waits: 'waits',
  refused: 'refused',
};

/** The steps for people: numbered, each with what to do and the way back beside it. */
export function printSteps(steps: readonly Step[]): string {
  const lines = steps.map((step, index) => `${String(index + 1).padStart(2)}. ${formatStep(step)}`);
  return `${lines.join('')}${summary(steps)}`;
}

/** One step that is about to be made. */
export function printStep(step: Step): string {
  return `${step.subject}: ${step.title}\n${step.rollback.map((line) => `  back: ${line}\n`).join('')}`;
}

/** What was done, and what is left. */
export function printOutcome({ steps, applied }: HandoverOutcome): string {
  const left = steps.filter(({ state }) => state !== 'done');
  const done = applied.length === 1 ? '1 change made' : `${applied.length} changes made`;
  if (left.length === 0) return `${done}; every step is done\n`;
  return `${done}; left:\n${left.map((step) => `- ${formatStep(step)}`).join('')}`;
}

function formatStep({ subject, title, state, how, rollback, why }: Step): string {
  const lines = [`[${WORDS[state]}] ${subject}: ${title}`];
  if (state !== 'done') {
    if (why !== undefined) lines.push(`    ${state === 'refused' ? 'because' : 'note'}: ${why}`);
    lines.push(...how.map((line) => `    do:   ${line}`));
  }
  lines.push(...rollback.map((line) => `    back: ${line}`));
  return `${lines.join('\n')}\n`;
}

function summary(steps: readonly Step[]): string {
  const left = steps.filter(({ state }) => state !== 'done').length;
  if (left === 0) return 'every step is done\n';
  const ready = steps.some(({ state }) => state === 'ready');
  return `${left} of ${steps.length} steps left${ready ? '; --apply makes those "to do", in order' : ''}\n`;
}
