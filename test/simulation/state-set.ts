/** Hashes of every state a world was in: the hashes of its parts, combined so that their order does not matter. */
export class StateSet {
  readonly seen = new Set<number>();
  readonly #parts = new Map<string, number>();
  #combined = 0;

  /** A part of the world is now so. */
  note(part: string, state: string): void {
    const hash = hashOf(`${part}=${state}`);
    this.#combined ^= (this.#parts.get(part) ?? 0) ^ hash;
    this.#parts.set(part, hash);
    this.seen.add(this.#combined >>> 0);
  }
}

/** FNV-1a, finished with a mix so that similar texts do not cancel each other. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
