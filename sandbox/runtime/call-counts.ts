import type { ObservedCall } from '../aws/aws.ts';

/** Requests the sandbox has answered so far. */
export interface CallCounts {
  readonly kubernetesReads: number;
  readonly kubernetesWrites: number;
  readonly route53Reads: number;
  readonly route53Writes: number;
}

const READ_VERBS = ['get', 'list', 'watch'];
const WRITE_VERBS = ['create', 'update', 'patch', 'delete', 'deletecollection'];
const ROUTE53_WRITE = 'ChangeResourceRecordSets';

/** Counts AWS calls as they are observed; the API server counts its own. */
export class CallCounter {
  #route53Reads = 0;
  #route53Writes = 0;

  observe({ service, action }: ObservedCall): void {
    if (service !== 'route53') return;
    if (action === ROUTE53_WRITE) this.#route53Writes += 1;
    else this.#route53Reads += 1;
  }

  /** Both sides together. */
  counts(requests: ReadonlyMap<string, number>): CallCounts {
    const sum = (verbs: readonly string[]): number =>
      [...requests]
        .filter(([what]) => verbs.includes(what.split(' ')[0] ?? ''))
        .reduce((total, [, count]) => total + count, 0);
    return {
      kubernetesReads: sum(READ_VERBS),
      kubernetesWrites: sum(WRITE_VERBS),
      route53Reads: this.#route53Reads,
      route53Writes: this.#route53Writes,
    };
  }
}
