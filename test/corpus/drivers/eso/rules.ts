import { isDeepStrictEqual } from 'node:util';
import type { Difference, DivergenceRule } from '../../divergence.ts';
import { REFUSALS } from '../../refusals.ts';
import { aheadRule } from './ahead.ts';
import { type CaseRun, viewOf } from './case-run.ts';
import { documentedReason } from './documented-refusal.ts';
import { readyOf, targetOf } from './external-secret-facts.ts';
import { collectedRule, leftAloneRule } from './left-alone.ts';
import { serviceAliasRule } from './service-alias.ts';
import { staleMarksRule } from './stale-marks.ts';
import { refusedBy, type StepView } from './step-view.ts';

/** Differences on purpose that explain several cases, in any directory. */
export const esoRules: readonly DivergenceRule<CaseRun>[] = [
  serviceAliasRule,
  leftAloneRule,
  collectedRule,
  aheadRule,
  staleMarksRule,
  ...[...REFUSALS].map(refusalRule),
];

/** An ExternalSecret that we refuse for a documented reason: Ready is False and nothing was written for it. */
function refusalRule(name: string): DivergenceRule<CaseRun> {
  return {
    name,
    because: 'A refusal with one of these reasons writes nothing and says so in the status.',
    explains: (difference, run) => {
      const view = viewOf(run, difference);
      return [...refusedBy(view)].some(
        ([subject, entry]) =>
          documentedReason(entry) === name &&
          concerns(view, difference, subject) &&
          isUntouched(view, subject),
      );
    },
  };
}

/** Whether the field is the ExternalSecret's status, its Secret, its Events, or the calls made for it. */
function concerns(view: StepView, { field }: Difference, subject: string): boolean {
  const { namespace, name } = splitSubject(subject);
  const prefix = namespace === view.recorded.namespace ? '' : `namespaces.${namespace}.`;
  const target = targetOf(view.after.externalSecrets.get(namespace)?.get(name));
  return (
    isBelow(field, `${prefix}externalSecrets.${name}`) ||
    (target !== undefined && isBelow(field, `${prefix}secrets.${target}`)) ||
    field.startsWith(`events.${namespace}/ExternalSecret/${name} `) ||
    field.startsWith('awsCalls')
  );
}

function isBelow(field: string, prefix: string): boolean {
  return field === prefix || field.startsWith(`${prefix}.`);
}

/** Ready is False, and the Secret is what it was when the function had not run. */
function isUntouched(view: StepView, subject: string): boolean {
  const { namespace, name } = splitSubject(subject);
  const externalSecret = view.after.externalSecrets.get(namespace)?.get(name);
  const target = targetOf(externalSecret) ?? name;
  const secret = (world: StepView['after']) => world.secrets.get(namespace)?.get(target);
  return (
    readyOf(externalSecret)?.status === 'False' && isDeepStrictEqual(secret(view.done), secret(view.after))
  );
}

function splitSubject(subject: string): { readonly namespace: string; readonly name: string } {
  const [, namespace = '', name = ''] = subject.split('/');
  return { namespace, name };
}
