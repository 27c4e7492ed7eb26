import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, longest first; a run that began them last would end with an idle core. */
const LONGEST = [
  'test/simulation/dns/simulation.test.ts',
  'test/simulation/simulation.test.ts',
  'test/corpus/corpus.test.ts',
  'test/faults/faults.test.ts',
  'test/core/secrets/template/limits.test.ts',
  'test/stack/checks.test.ts',
  'test/e2e/',
];

/** vitest's own order, which knows nothing in a fresh clone, with the longest files in front. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const found = LONGEST.findIndex((name) => moduleId.includes(name));
      return found < 0 ? LONGEST.length : found;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
