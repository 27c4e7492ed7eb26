import { setTimeout as delay } from 'node:timers/promises';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import type { Api } from '../corpus/drivers/eso/api.ts';
import { storedType } from '../corpus/drivers/eso/kinds.ts';

/** `True`, `False`, `Unknown`, or `none` of every ExternalSecret, by `namespace/name`. */
export type ReadySeen = ReadonlyMap<string, string>;

const LOOK_MS = 1000;
/** Twice the interval at which the operator looks at everything, and what a busy machine takes. */
const STALLED_MS = 50_000;

export async function seeReady(api: Api): Promise<ReadySeen> {
  const externalSecrets = await listExternalSecrets(api);
  return new Map(externalSecrets.map((object) => [nameOf(object), readyOf(object)]));
}

/** `namespace/name True -> False` of every one whose Ready is another. */
export function compareReady(before: ReadySeen, after: ReadySeen): readonly string[] {
  return [...before].flatMap(([name, ready]) => {
    const now = after.get(name) ?? 'gone';
    return now === ready ? [] : [`${name} ${ready} -> ${now}`];
  });
}

/** Waits until every ExternalSecret has a Ready condition. Gives those that have none after `patienceMs`. */
export async function awaitReady(api: Api, patienceMs: number): Promise<readonly string[]> {
  return awaitAll(api, patienceMs, (object) => readyOf(object) !== 'none');
}

/**
 * Waits until the operator has synced everything that is refreshed and was Ready, again since `since` (ms).
 * Gives those that were not after `patienceMs`.
 */
export async function awaitRefreshed(
  api: Api,
  since: number,
  patienceMs: number,
): Promise<readonly string[]> {
  return awaitAll(api, patienceMs, (object) => {
    const { refreshTime } = statusOf(object);
    if (
      readyOf(object) !== 'True' ||
      !isRefreshed(object) ||
      refreshTime === undefined ||
      refreshTime === null
    )
      return true;
    return Date.parse(refreshTime) >= since;
  });
}

/** Gives up early on those that another program would have to look at: when nothing has moved for a while. */
async function awaitAll(
  api: Api,
  patienceMs: number,
  isDone: (object: KubernetesObject) => boolean,
): Promise<readonly string[]> {
  const until = performance.now() + patienceMs;
  let [last, since] = ['', performance.now()];
  for (;;) {
    const left = (await listExternalSecrets(api)).filter((object) => !isDone(object)).map(nameOf);
    const now = performance.now();
    if (left.join() !== last) [last, since] = [left.join(), now];
    if (left.length === 0 || now > until || now - since > STALLED_MS) return left;
    await delay(LOOK_MS);
  }
}

async function listExternalSecrets(api: Api): Promise<readonly KubernetesObject[]> {
  const type = storedType('ExternalSecret');
  if (type === undefined) throw new TypeError('ExternalSecret is no kind');
  return api.list(type);
}

function nameOf({ metadata: { namespace, name } }: KubernetesObject): string {
  return `${namespace}/${name}`;
}

interface Status {
  readonly refreshTime?: string | null;
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}

function statusOf(object: KubernetesObject): Status {
  return (object['status'] ?? {}) as Status;
}

function readyOf(object: KubernetesObject): string {
  return statusOf(object).conditions?.find(({ type }) => type === 'Ready')?.status ?? 'none';
}

function isRefreshed(object: KubernetesObject): boolean {
  const { refreshInterval, refreshPolicy } = object['spec'] as {
    readonly refreshInterval?: string;
    readonly refreshPolicy?: string;
  };
  const isPeriodic = refreshPolicy === undefined || refreshPolicy === 'Periodic';
  return isPeriodic && refreshInterval !== '0' && refreshInterval !== '0s';
}
