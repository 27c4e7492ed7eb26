import { createRequire } from 'node:module';
import { serveMethods } from '../processes/rpc.ts';
import { measureCpu } from './cpu-time.ts';

/** One file of a deployed function, loaded as on its first use, in a process that has loaded nothing else. */
const methods = {
  /** CPU ms of loading `file` and the files it needs. */
  async load(file: string): Promise<number> {
    const load = createRequire(file);
    const { cpuMs } = await measureCpu(async () => load(file));
    return cpuMs;
  },
};

export type LoadPartProgram = typeof methods;

serveMethods(methods);
