import type { KubernetesObject } from '../../../../lambdas/core/kubernetes.ts';
import type { Api, Refusal } from './api.ts';
import type { AwsWorld } from './aws-world.ts';
import type { Actions, ObjectName } from './case.ts';
import { objectEvent, parameterEvent, secretLabelEvent } from './event-bodies.ts';
import { resourceTypeOf } from './kinds.ts';

/** What a step meets: the cluster, AWS, and the namespace of objects that name none. */
export interface ActionTarget {
  readonly api: Api;
  readonly aws: AwsWorld;
  readonly namespace: string;
  now(): number;
}

/** What doing a step led to. */
export interface ActionsOutcome {
  /** Bodies of the messages it causes, in order. */
  readonly events: readonly object[];
  /** `ExternalSecret/app` and what the API server said. */
  readonly rejected: readonly (Refusal & { readonly object: string })[];
  /** Whether the API server was asked for anything. */
  readonly isClusterTouched: boolean;
}

const FORCE_SYNC_VALUE = '1700000000';

/** Does one `do`, all of its parts in the recorded order. */
export async function perform(target: ActionTarget, actions: Actions): Promise<ActionsOutcome> {
  changeAws(target.aws, actions);
  const changes = [
    ...target.aws.takeChanges().map((change) => parameterEvent(change, target.now())),
    ...target.aws.takeLabels().map((label) => secretLabelEvent(label, target.now())),
  ];
  const done = await changeCluster(target, actions);
  const events = done.flatMap(({ refusal, object, operation }) =>
    refusal === undefined ? objectEvent(object, operation, target.now()) : [],
  );
  const rejected = done.flatMap(({ refusal, object }) =>
    refusal === undefined ? [] : [{ ...refusal, object: `${object.kind}/${object.name}` }],
  );
  return { events: [...changes, ...events], rejected, isClusterTouched: done.length > 0 };
}

function changeAws(aws: AwsWorld, actions: Actions): void {
  const { ssm, secretsmanager } = actions;
  aws.put({ ...(ssm && { ssm }), ...(secretsmanager && { secretsmanager }) });
  if (actions.secretsmanagerDelete !== undefined) aws.deleteSecrets(actions.secretsmanagerDelete);
  if (actions.ssmDelete !== undefined) aws.deleteParameters(actions.ssmDelete);
  if (actions.ssmLabel !== undefined) aws.label(actions.ssmLabel);
  // A fault is set after those before it were cleared when a step does both.
  if (actions.awsFaultClear !== undefined) aws.clearFaults();
  if (actions.awsFault !== undefined) aws.addFaults(actions.awsFault);
}

interface Done {
  readonly object: ObjectName;
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly refusal: Refusal | undefined;
}

async function changeCluster(target: ActionTarget, actions: Actions): Promise<readonly Done[]> {
  const done: Done[] = [];
  for (const object of actions.apply ?? []) done.push(...(await put(target, object, 'apply')));
  for (const object of actions.create ?? []) done.push(...(await put(target, object, 'create')));
  for (const { patch, ...object } of actions.patch ?? []) done.push(...(await edit(target, object, patch)));
  for (const object of actions.delete ?? []) done.push(...(await remove(target, object)));
  for (const name of [actions.forceSync ?? []].flat()) {
    const annotations = { 'force-sync': actions.forceSyncValue ?? FORCE_SYNC_VALUE };
    const object = { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', name };
    done.push(...(await edit(target, object, { metadata: { annotations } })));
  }
  return done;
}

async function put(
  { api, namespace: own }: ActionTarget,
  object: KubernetesObject,
  verb: 'apply' | 'create',
): Promise<readonly Done[]> {
  const type = resourceTypeOf(object);
  if (type === undefined) return [];
  const namespace = type.namespaced ? { namespace: object.metadata.namespace ?? own } : {};
  const placed = { ...object, metadata: { ...object.metadata, ...namespace } };
  const refusal = await api[verb](type, placed);
  const { apiVersion, kind } = object;
  const name = { apiVersion, kind, name: object.metadata.name, ...namespace };
  return [{ object: name, operation: 'UPDATE', refusal }];
}

async function edit(target: ActionTarget, object: ObjectName, patch: object): Promise<readonly Done[]> {
  const place = locate(target, object);
  if (place === undefined) return [];
  const refusal = await target.api.patch(place.type, place.reference, patch);
  return [{ object: { ...object, ...place.reference }, operation: 'UPDATE', refusal }];
}

async function remove(target: ActionTarget, object: ObjectName): Promise<readonly Done[]> {
  const place = locate(target, object);
  if (place === undefined) return [];
  const refusal = await target.api.delete(place.type, place.reference);
  return [{ object: { ...object, ...place.reference }, operation: 'DELETE', refusal }];
}

function locate({ namespace: own }: ActionTarget, object: ObjectName) {
  const type = resourceTypeOf(object);
  if (type === undefined) return undefined;
  const namespace = type.namespaced ? { namespace: object.namespace ?? own } : {};
  return { type, reference: { name: object.name, ...namespace } };
}
