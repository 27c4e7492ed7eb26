import type { ResourceRecordSet } from './record-set.ts';
import { positionOf } from './zone-name.ts';

/**
 * The record sets of one zone, always in Route 53's order. An array of positions with binary search: a change of a
 * zone with 20,000 sets moves some kilobytes of pointers, and a page is a slice.
 */
export class ZoneRecords {
  readonly #positions: string[] = [];
  readonly #sets = new Map<string, ResourceRecordSet>();

  get size(): number {
    return this.#positions.length;
  }

  /** The set at exactly this name, type and identifier. */
  get(set: Pick<ResourceRecordSet, 'Name' | 'Type' | 'SetIdentifier'>): ResourceRecordSet | undefined {
    return this.#sets.get(positionOfSet(set));
  }

  /** Adds or replaces; gives back what was there. */
  put(set: ResourceRecordSet): ResourceRecordSet | undefined {
    const position = positionOfSet(set);
    const before = this.#sets.get(position);
    if (before === undefined) this.#positions.splice(this.#lowerBound(position), 0, position);
    this.#sets.set(position, set);
    return before;
  }

  delete(set: Pick<ResourceRecordSet, 'Name' | 'Type' | 'SetIdentifier'>): void {
    const position = positionOfSet(set);
    if (this.#sets.delete(position)) this.#positions.splice(this.#lowerBound(position), 1);
  }

  /** Up to `count` sets from the first one at or after `position` on. */
  from(position: string, count: number): ResourceRecordSet[] {
    const start = this.#lowerBound(position);
    return this.#positions.slice(start, start + count).flatMap((key) => this.#sets.get(key) ?? []);
  }

  /** Every set under one stored name, in order. */
  named(stored: string): ResourceRecordSet[] {
    const prefix = positionOf(stored);
    const found: ResourceRecordSet[] = [];
    for (let index = this.#lowerBound(prefix); index < this.#positions.length; index += 1) {
      const position = this.#positions[index];
      const set = position?.startsWith(prefix) ? this.#sets.get(position) : undefined;
      if (set === undefined) break;
      found.push(set);
    }
    return found;
  }

  #lowerBound(position: string): number {
    let low = 0;
    let high = this.#positions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#positions[middle] ?? '') < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** One hosted zone. */
export interface Zone {
  /** Without `/hostedzone/`. */
  readonly id: string;
  /** As stored: lower-case, escaped, final dot. */
  readonly name: string;
  readonly private: boolean;
  readonly comment: string | undefined;
  readonly callerReference: string;
  readonly vpcs: readonly { readonly VPCRegion: string; readonly VPCId: string }[];
  readonly nameServers: readonly string[];
  readonly records: ZoneRecords;
  readonly tags: Map<string, string>;
  /** `<stored name> <type>` of protected record sets: any change of one fails its whole batch. */
  readonly protected: Set<string>;
}

/** A submitted change. `comment` is that of its batch. */
export interface SubmittedChange {
  readonly id: string;
  readonly submittedAt: number;
  readonly comment: string | undefined;
}

/** Route 53 of one account. */
export interface Route53State {
  readonly account: string;
  readonly zones: Map<string, Zone>;
  readonly changes: Map<string, SubmittedChange>;
  /** How long a change stays PENDING, in milliseconds of the injected clock. May be changed at any time. */
  insyncAfterMs: number;
  now(): number;
}

function positionOfSet(set: Pick<ResourceRecordSet, 'Name' | 'Type' | 'SetIdentifier'>): string {
  return positionOf(set.Name, set.Type, set.SetIdentifier ?? '');
}
