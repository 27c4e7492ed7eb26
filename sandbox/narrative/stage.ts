import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Administrator } from '../runtime/administrator.ts';
import type { Sandbox } from '../runtime/start-sandbox.ts';
import type { Narrator } from './narrator.ts';

/** How often something awaited is looked at, and how long at most; real time. */
const LOOK_MS = 5;
/** What comes, comes within seconds; a busy machine takes its time. */
const PATIENCE_MS = 120_000;

/** What was awaited, and how long it took. */
export interface Seen<T> {
  readonly value: T;
  readonly latencyMs: number;
}

/** What every step of the story works with. */
export class Stage {
  readonly sandbox: Sandbox;
  readonly narrator: Narrator;
  readonly administrator: Administrator;
  readonly #ssm: SSMClient;
  #stopped = false;

  constructor(sandbox: Sandbox, narrator: Narrator) {
    this.sandbox = sandbox;
    this.narrator = narrator;
    this.administrator = sandbox.administrator;
    const { accessKeyId, secretAccessKey } = sandbox.aws.credentials.administrator;
    const credentials = { accessKeyId, secretAccessKey };
    this.#ssm = new SSMClient({ region: sandbox.region, endpoint: sandbox.endpoints.aws, credentials });
  }

  /** Ends the story at what it awaits next: the sandbox is going away. */
  stop(): void {
    this.#stopped = true;
    this.#ssm.destroy();
  }

  /** Moves the clock to the next sweep, and says so. */
  advanceToSweep(why: string): void {
    const { clock, stack } = this.sandbox;
    const ms = Math.max(0, (stack.scheduler.nextAt() ?? clock.now()) - clock.now());
    this.advance(ms, `to the next one-minute sweep: ${why}`);
  }

  /** Moves the clock, and says so. */
  advance(ms: number, why: string): void {
    this.narrator.did(`sandbox clock + ${Math.ceil(ms / 1000)} s, ${why}`);
    this.sandbox.clock.advance(ms);
  }

  /**
   * The first value that is not undefined, with the time since the call; undefined when it never came.
   * @throws Error when the story was stopped meanwhile
   */
  async await<T>(look: () => T | undefined | Promise<T | undefined>): Promise<Seen<T> | undefined> {
    const started = performance.now();
    for (;;) {
      if (this.#stopped) throw new Error('the story was stopped');
      const value = await look();
      const latencyMs = performance.now() - started;
      if (value !== undefined) return { value, latencyMs };
      if (latencyMs > PATIENCE_MS) return undefined;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  /** Awaits something and tells it, or tells that it did not come. Returns what was seen. */
  async expect<T>(
    text: string | ((value: T) => string),
    look: () => T | undefined | Promise<T | undefined>,
  ): Promise<T | undefined> {
    const seen = await this.await(look);
    if (seen === undefined) {
      const what = typeof text === 'string' ? text : 'the step did not end';
      this.narrator.missed(`not within ${PATIENCE_MS / 1000} s: ${what}`);
      return undefined;
    }
    this.narrator.saw(typeof text === 'string' ? text : text(seen.value), seen.latencyMs);
    return seen.value;
  }

  /** `aws ssm put-parameter`, over the sandbox's endpoint with the SDK. */
  async putParameter(Name: string, Value: string): Promise<void> {
    await this.#ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', Overwrite: true }));
  }

  /** Until no message waits and no function runs. */
  async untilIdle(): Promise<void> {
    await this.await(() => (this.sandbox.stack.isIdle() ? true : undefined));
  }
}
