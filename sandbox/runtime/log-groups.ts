/** One line a function wrote, or the platform wrote about it. */
export interface LogLine {
  /** Sandbox time, ms since the epoch. */
  readonly at: number;
  readonly group: string;
  readonly text: string;
}

/** Lines kept per group; older ones are dropped, so that a sandbox that stays up does not grow. */
const LINES_MAX = 5_000;

/** CloudWatch Logs as far as a person reads it: groups of lines in the order written. */
export class LogGroups {
  readonly #groups = new Map<string, LogLine[]>();
  readonly #listeners = new Set<(line: LogLine) => void>();

  /** Makes a group; writing to one that does not exist is dropped, as CloudWatch would refuse it. */
  create(group: string): void {
    if (!this.#groups.has(group)) this.#groups.set(group, []);
  }

  write(line: LogLine): void {
    const lines = this.#groups.get(line.group);
    if (lines === undefined) return;
    lines.push(line);
    if (lines.length > LINES_MAX) lines.splice(0, lines.length - LINES_MAX);
    for (const listener of this.#listeners) listener(line);
  }

  /** Lines of one group, oldest first. */
  lines(group: string): readonly LogLine[] {
    return this.#groups.get(group) ?? [];
  }

  names(): readonly string[] {
    return [...this.#groups.keys()].sort();
  }

  /** Calls back for every line from now on. Returns the function that stops it. */
  follow(listener: (line: LogLine) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
