import { styleText } from 'node:util';

/** Where the story is told: `process.stdout`, or a collector in tests. */
export interface Terminal {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

type Style = Parameters<typeof styleText>[0];

/** Writes the story: headings, what was done, what was seen. Colours only on a terminal. */
export class Narrator {
  readonly #terminal: Terminal;
  readonly #missing: string[] = [];
  #step = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** What did not converge, in the order of the story. */
  get missing(): readonly string[] {
    return this.#missing;
  }

  title(text: string): void {
    this.#line(this.#style('bold', text));
  }

  /** Begins a numbered step. */
  step(text: string): void {
    this.#step += 1;
    this.#line('');
    this.#line(this.#style(['bold', 'cyan'], `${this.#step}. ${text}`));
  }

  /** Something done from outside: a command, an applied manifest, an advance of the clock. */
  did(text: string): void {
    this.#line(`   ${this.#style('dim', '>')} ${text}`);
  }

  /** Something seen, with the time it took when there is one. */
  saw(text: string, latencyMs?: number): void {
    const latency = latencyMs === undefined ? '' : this.#style('green', `  after ${formatMs(latencyMs)}`);
    this.#line(`   ${this.#style('green', '✓')} ${text}${latency}`);
  }

  /** Something that should have come and did not. */
  missed(text: string): void {
    this.#missing.push(text);
    this.#line(`   ${this.#style('red', '✗')} ${text}`);
  }

  /** A line below what was seen: a value, a message. */
  detail(text: string): void {
    for (const line of text.split('\n')) this.#line(`     ${this.#style('dim', line)}`);
  }

  /** A line of a function's log. */
  log(group: string, text: string): void {
    this.#line(this.#style('dim', `     ${group.split('/').at(-1)} | ${text}`));
  }

  /** The last word: whether everything came. */
  verdict(): void {
    this.#line('');
    if (this.#missing.length === 0) {
      this.#line(this.#style(['bold', 'green'], 'Everything converged.'));
      return;
    }
    this.#line(this.#style(['bold', 'red'], 'Did not converge:'));
    for (const text of this.#missing) this.#line(`  - ${text}`);
  }

  /** A line as it is: commands to copy. */
  plain(text: string): void {
    this.#line(text);
  }

  #line(text: string): void {
    this.#terminal.write(`${text}\n`);
  }

  #style(style: Style, text: string): string {
    if (this.#terminal.isTTY !== true) return text;
    return styleText(style, text, { validateStream: false });
  }
}

/** `840 ms`, `1.6 s`. */
function formatMs(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
