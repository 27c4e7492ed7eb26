import type { Difference } from '../../divergence.ts';
import type { Rejection } from './case.ts';
import type { StepView } from './step-view.ts';

/** That the API server refused exactly the recorded objects, each for the recorded field. */
export function compareRejections(view: StepView): readonly Difference[] {
  const recorded = view.expect.rejected ?? [];
  const missing = recorded.flatMap((rejection) => compareRejection(view, rejection));
  const added = view.rejected.filter(({ object }) => !recorded.some((known) => known.object === object));
  return [
    ...missing,
    ...added.map(({ object, message }) => ({
      step: view.step,
      field: `rejected.${object}`,
      recorded: undefined,
      ours: message,
    })),
  ];
}

function compareRejection(view: StepView, { object, message }: Rejection): readonly Difference[] {
  const ours = view.rejected.find((rejection) => rejection.object === object);
  const field = rejectedField(message);
  if (ours?.message.includes(field)) return [];
  return [{ step: view.step, field: `rejected.${object}`, recorded: field, ours: ours?.message }];
}

/**
 * The field of a refusal: `... is invalid: [spec.a.b: Unsupported value ...` or, from server-side apply,
 * `... : .spec.colour: field not declared in schema`.
 */
export function rejectedField(message: string): string {
  const invalid = /is invalid: \[?(?<field>[^\s:]+):/v.exec(message)?.groups?.['field'];
  const undeclared = /(?<field>\.\S+): field not declared in schema/v.exec(message)?.groups?.['field'];
  return invalid ?? undeclared ?? message;
}
