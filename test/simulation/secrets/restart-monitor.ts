import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import { valueAt } from '../../../lambdas/core/secrets/raw-json.ts';
import { WORKLOAD_SECRET } from './objects.ts';
import { dataOf, type SecretWrite } from './secret-monitor.ts';

const MANAGED = 'reconcile.external-secrets.io/managed';

/** Watches rotations of the Secret that the workload reads, and the rollouts made for them: one each, or one for several. */
export class RestartMonitor {
  /** resourceVersions that no rollout was made for; `owed`: one must be. */
  #rotations: { readonly version: number; owed: boolean }[] = [];

  /** Announced from these resourceVersions, and not written since: its run ended, and others may have changed the Secret. */
  readonly #announced = new Set<number>();

  /** Called with every message that an invocation sends. */
  sent(body: object): void {
    const { sluice, before } = body as { readonly sluice?: string; readonly before?: string };
    if (sluice === 'restart') this.#announced.add(Number(before));
  }

  /** Called with every write of a Secret by an invocation, in order. */
  wrote({ target, before, after }: SecretWrite): void {
    if (target !== WORKLOAD_SECRET) return;
    this.#announced.delete(Number(before?.metadata.resourceVersion));
    if (before === undefined || after === undefined) {
      // One that is made anew is no rotation, and of one that is gone nobody asks for a rollout any more.
      for (const rotation of this.#rotations) rotation.owed = false;
    } else if (before.metadata.labels?.[MANAGED] === 'true' && textOf(before) !== textOf(after)) {
      this.#rotations.push({ version: Number(after.metadata.resourceVersion), owed: true });
    }
  }

  /** An invocation changed the workload's Pods. */
  rolledOut(deployment: KubernetesObject): readonly string[] {
    const marks = valueAt(deployment, 'spec', 'template', 'metadata', 'annotations', 'sluice/restarted-for');
    const { [SECRET_NAME]: mark } = JSON.parse(String(marks)) as Readonly<Record<string, string>>;
    const left = this.#rotations.filter(({ version }) => version > Number(mark));
    const overtaken = [...this.#announced].filter((before) => before < Number(mark));
    const isDue = left.length < this.#rotations.length || overtaken.length > 0;
    this.#rotations = left;
    for (const before of overtaken) this.#announced.delete(before);
    return isDue
      ? []
      : [
          `I4 quiet: ${deployment.metadata.name} was rolled out for ${mark}, and nothing was rotated since the last time`,
        ];
  }

  judge(): readonly string[] {
    return this.#rotations.some(({ owed }) => owed)
      ? ['I2 no lost update: a Secret was rotated and its workload not rolled out']
      : [];
  }
}

const [, SECRET_NAME = ''] = WORKLOAD_SECRET.split('/');

function textOf(secret: SecretWrite['before']): string {
  return JSON.stringify(Object.entries(dataOf(secret)).sort(([left], [right]) => (left < right ? -1 : 1)));
}
