import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { serveMethods } from '../processes/rpc.ts';
import { measureCpu } from './cpu-time.ts';
import { type OutgoingCalls, recordOutgoing } from './outgoing-calls.ts';
import { peakMemoryMb } from './peak-memory.ts';
import { createReplay, type Replay, type ReplayOptions } from './replay.ts';

/**
 * One function container: loads the deployed bundle and answers events, one at a time. Beside it, in the same
 * process and so under the same load of the machine, the same calls again over bare `node:https`.
 */
interface Invocation {
  readonly cpuMs: number;
  /** Nanoseconds of the machine's monotonic clock at the delivery. */
  readonly startedAt: string;
  readonly result: unknown;
}

type Handler = (event: unknown, context: object) => Promise<unknown>;

let handler: Handler | undefined;
let assetDirectory = '';
let recording: OutgoingCalls | undefined;
let replay: Replay | undefined;

const methods = {
  /** @param timeoutMs of the Lambda function; the handler reads what is left of it */
  load(file: string): void {
    assetDirectory = dirname(file);
    const module = createRequire(file)(file) as { readonly handler: Handler };
    handler = module.handler;
  },
  async invoke(event: unknown, timeoutMs: number): Promise<Invocation> {
    const deadline = performance.now() + timeoutMs;
    const context = { getRemainingTimeInMillis: () => Math.max(0, deadline - performance.now()) };
    const startedAt = String(process.hrtime.bigint());
    const { cpuMs, result } = await measureCpu(() => handler?.(event, context));
    return { cpuMs, startedAt, result };
  },
  /** Takes down the calls of what is invoked until `prepareReplay`. */
  record(): void {
    recording = recordOutgoing();
  },
  prepareReplay(options: ReplayOptions): void {
    replay = createReplay(recording?.stop() ?? [], options);
  },
  /** @param round makes what is written different from the last time */
  async replay(round: number, parse: boolean): Promise<Omit<Invocation, 'result'>> {
    const steps = replay?.prepare(round) ?? [];
    const startedAt = String(process.hrtime.bigint());
    const { cpuMs } = await measureCpu(() => replay?.run(steps, { parse }));
    return { cpuMs, startedAt };
  },
  /** Files of the asset that were read so far. */
  opened: (): readonly string[] =>
    Object.keys(createRequire(join(assetDirectory, 'handler.js')).cache).filter(
      (path) => dirname(path) === assetDirectory,
    ),
  peakMemoryMb,
};

export type BundleRunner = typeof methods;

serveMethods(methods);
