import { test } from 'vitest';

/** What a contract suite is run on. Where one is known to differ from the service, it is held to differing. */
export type Implementation = 'sandbox' | 'kube-apiserver' | 'moto' | 'ministack' | 'aws';

/** One statement about the real service. */
export interface ContractCase<H> {
  readonly name: string;
  /** Implementations known to differ from the service here. */
  readonly differs?: readonly Implementation[];
  run(harness: H): Promise<void>;
}

/** Registers the cases, each on a fresh harness. Call it inside `describe`. */
export function runContract<H>(
  cases: readonly ContractCase<H>[],
  options: { readonly implementation: Implementation; open(): Promise<H> },
): void {
  for (const { name, differs = [], run } of cases) {
    const { implementation, open } = options;
    // A mark that is no longer true fails, so that it goes.
    if (differs.includes(implementation)) {
      test.fails(`${implementation} differs: ${name}`, async () => run(await open()));
    } else test(name, async () => run(await open()));
  }
}
