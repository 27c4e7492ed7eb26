import type { SynthesizedStack } from '../../../sandbox/template/template.ts';
import type { Removal } from './removal.ts';
import { withoutResource } from './remove-resource.ts';

interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
}

/** What the sandbox checks and lists, and nothing more. */
const PASSIVE: readonly string[] = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::Dashboard'];

/** Every resource of a stack, and every action of every statement of its roles and queues. */
export function listStackRemovals(stack: SynthesizedStack): readonly Removal[] {
  const resources = Object.entries(stack.template.Resources);
  const removals: readonly Removal[] = [
    ...resources.map(([id, { Type, Metadata }]) => ({
      part: 'resource',
      name: `${Type} ${pathOf(Metadata) ?? id}`,
      isPassive: PASSIVE.includes(Type),
      edit: (original: SynthesizedStack) => withoutResource(original, id),
    })),
    ...resources.flatMap(([id, { Type, Properties, Metadata }]) => {
      const owner = pathOf(Metadata) ?? id;
      if (Type === 'AWS::IAM::Role') return listActions(id, owner, { part: 'IAM', value: Properties });
      if (Type === 'AWS::SQS::QueuePolicy')
        return listActions(id, owner, { part: 'queue policy', value: Properties });
      return [];
    }),
  ];
  return removals.map((removal) => ({
    ...removal,
    edit: (deployed) => (deployed.name === stack.name ? (removal.edit?.(deployed) ?? deployed) : deployed),
  }));
}

/** `Secrets/Sync/Role` out of `sluice-eco2-dev/Secrets/Sync/Role/Resource`; what stands in another stack begins with its name. */
function pathOf(metadata: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const path = metadata?.['aws:cdk:path'];
  if (typeof path !== 'string') return undefined;
  const [stack = '', ...rest] = path.split('/');
  return [...(stack.includes('-events-') ? [stack] : []), ...rest.slice(0, -1)].join('/');
}

function listActions(
  id: string,
  owner: string,
  { part, value }: { readonly part: string; readonly value: unknown },
): readonly Removal[] {
  return statementsOf(value).flatMap(({ statement, path }) =>
    [statement.Action].flat().map((action) => ({
      part,
      name: `${owner}: ${statement.Effect === 'Deny' ? 'deny ' : ''}${statement.Sid ?? 'statement'} ${action}`,
      edit: (stack: SynthesizedStack) => withoutAction(stack, { id, path, action }),
    })),
  );
}

/** The statements below a value that say what may be done, trust policies included. */
function statementsOf(
  value: unknown,
  path: readonly string[] = [],
): readonly { readonly statement: Statement; readonly path: readonly string[] }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = [...path, key];
    if (key !== 'Statement') return statementsOf(inner, here);
    return (inner as readonly Statement[]).map((statement, index) => ({
      statement,
      path: [...here, String(index)],
    }));
  });
}

function withoutAction(
  stack: SynthesizedStack,
  { id, path, action }: { readonly id: string; readonly path: readonly string[]; readonly action: string },
): SynthesizedStack {
  const template = structuredClone(stack.template);
  const holder = path
    .slice(0, -1)
    .reduce<unknown>(
      (value, key) => (value as Readonly<Record<string, unknown>>)[key],
      template.Resources[id]?.Properties,
    ) as Statement[];
  const index = Number(path.at(-1));
  const statement = holder[index];
  if (statement === undefined) throw new TypeError(`${id} has no statement at ${path.join('.')}`);
  const Action = [statement.Action].flat().filter((other) => other !== action);
  if (Action.length === 0) holder.splice(index, 1);
  else holder[index] = { ...statement, Action };
  return { ...stack, template };
}
