import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { formatKey } from '../../lambdas/core/object-key.ts';
import { isObject, valueAt } from '../../lambdas/core/secrets/raw-json.ts';
import { DEPLOYMENT } from './facts.ts';
import { inNamespace } from './kubectl.ts';
import { formatManager, isGitOps, managerOf } from './managed-by.ts';
import { referenceOf } from './object-step.ts';
import type { Change, Step } from './step.ts';

/** A flag of a Deployment's program that is to have other values. */
export interface FlagChange {
  readonly title: string;
  /** Without dashes. */
  readonly flag: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly applications: ReadonlySet<string>;
  readonly why: string;
}

/**
 * The step after which the flag has these values. Applied where every one of its values is an argument
 * `--flag=value` of a container; one that comes from the environment or from elsewhere is a person's to change.
 */
export function changeFlags(object: KubernetesObject, change: FlagChange): Step {
  const { title, flag, from, to, applications, why } = change;
  const subject = formatKey(DEPLOYMENT.kind, object.metadata);
  const words = (values: readonly string[]) => values.map((value) => `--${flag}=${value}`).join(' ');
  const how = [`${words(from)} becomes ${words(to)}`];
  const rollback = [`${words(to)} becomes ${words(from)}`];
  const common = { subject, title };
  if (from.join() === to.join()) return { ...common, state: 'done', how, rollback: [] };
  const manager = managerOf(object, applications);
  if (isGitOps(manager)) {
    const who = formatManager(manager);
    const inGit = (lines: readonly string[]) => lines.map((line) => `in Git (${who}): ${line}`);
    const undone = `${who} applies it and would undo a change made by kubectl`;
    return {
      ...common,
      state: 'yours',
      how: inGit(how),
      rollback: inGit(rollback),
      why: `${why}; ${undone}`,
    };
  }
  const containers = editContainers(object, flag, { from, to });
  if (containers === undefined) {
    const elsewhere = `--${flag} is not among the arguments of its containers: change it where it is given`;
    return { ...common, state: 'yours', how, rollback, why: `${why}; ${elsewhere}` };
  }
  const edit = `kubectl edit deployment ${object.metadata.name}${inNamespace(object)}`;
  return {
    ...common,
    state: 'ready',
    how: [`${edit}: ${how.join('')}`],
    rollback,
    why,
    change: replaceContainers(object, containers),
  };
}

/** Lists are replaced as a whole, so it must still be the object that was read. */
function replaceContainers(object: KubernetesObject, containers: readonly unknown[]): Change {
  const { resourceVersion } = object.metadata;
  const patch = { metadata: { resourceVersion }, spec: { template: { spec: { containers } } } };
  return { kind: 'patch', type: DEPLOYMENT, reference: referenceOf(object), patch };
}

/** The containers with the flag's arguments changed; undefined when they are not all there. */
function editContainers(
  { spec }: KubernetesObject,
  flag: string,
  { from, to }: Pick<FlagChange, 'from' | 'to'>,
): readonly unknown[] | undefined {
  const containers = valueAt(spec, 'template', 'spec', 'containers');
  if (!Array.isArray(containers)) return undefined;
  const given = containers.flatMap((container) => argumentsOf(container, flag));
  // A policy that was not given at all is its default, and added.
  const isDefault = given.length === 0 && from.length === 1 && flag === 'policy';
  if (!isDefault && from.some((value) => !given.includes(`--${flag}=${value}`))) return undefined;
  const at = containers.findIndex(
    (container) => argumentsOf(container, isDefault ? 'source' : flag).length > 0,
  );
  if (at < 0) return undefined;
  return containers.map((container, index) => {
    if (index !== at || !isObject(container) || !Array.isArray(container['args'])) return container;
    const others = container['args'].filter((word) => !String(word).startsWith(`--${flag}=`));
    return { ...container, args: [...others, ...to.map((value) => `--${flag}=${value}`)] };
  });
}

function argumentsOf(container: unknown, flag: string): readonly string[] {
  const args = valueAt(container, 'args');
  return Array.isArray(args) ? args.map(String).filter((word) => word.startsWith(`--${flag}=`)) : [];
}
