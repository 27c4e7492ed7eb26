import type { KubernetesObject } from '../../core/kubernetes.ts';
import { type ItemSpan, identifyItem } from './page-items.ts';

interface Remembered {
  readonly resourceVersion: string;
  /** Length of its text. A cut in a wrong place gives another one, and is not taken for the object. */
  readonly length: number;
  readonly object: KubernetesObject;
}

/** Makes an object out of one parsed item. */
export type CompleteItem = (item: Record<string, unknown>) => KubernetesObject;

/**
 * The objects of the last complete list of one type. A uid and a resourceVersion name one state of one object, so a
 * warm function parses only what has changed since. Objects are shared between invocations: nobody changes them.
 */
export class ItemMemory {
  #known: ReadonlyMap<string, Remembered> = new Map();
  #next = new Map<string, Remembered>();

  /** A list begins. */
  begin(): void {
    this.#next = new Map();
  }

  /** The list is complete: what is not in it is forgotten. A list that failed leaves the memory as it was. */
  end(): void {
    this.#known = this.#next;
    this.#next = new Map();
  }

  /** The object of one item's text, parsed unless it is known. @throws SyntaxError when the text is no JSON value */
  read(text: string, span: ItemSpan, complete: CompleteItem): KubernetesObject {
    const identity = identifyItem(text, span);
    const length = span.end - span.start;
    const known = identity === undefined ? undefined : this.#known.get(identity.uid);
    if (
      known !== undefined &&
      known.resourceVersion === identity?.resourceVersion &&
      known.length === length
    ) {
      this.#next.set(known.object.metadata.uid ?? '', known);
      return known.object;
    }
    const object = complete(JSON.parse(text.slice(span.start, span.end)) as Record<string, unknown>);
    const { uid, resourceVersion } = object.metadata;
    // Keyed by what was parsed: a part of the page's text would keep all of it in memory.
    if (uid !== undefined && resourceVersion !== undefined && uid === identity?.uid) {
      if (resourceVersion === identity.resourceVersion)
        this.#next.set(uid, { resourceVersion, length, object });
    }
    return object;
  }
}
