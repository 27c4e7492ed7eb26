import { test } from 'vitest';

/** What a contract suite is run on. Cases that one is known to answer differently are not run on it. */
export type Implementation = 'sandbox' | 'moto' | 'aws';

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
    if (differs.includes(options.implementation)) continue;
    test(name, async () => run(await options.open()));
  }
}
