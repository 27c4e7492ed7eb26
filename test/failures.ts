import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** What is read of a report of vitest's JSON reporter. */
export interface TestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    /** Absolute path of the file. */
    readonly name: string;
    readonly status: string;
    /** Why a file could not be loaded; empty for one that could. */
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
}

/** Reads such a report; throws when the file is missing or no JSON. */
export function readReport(path: string): TestReport {
  return JSON.parse(readFileSync(path, 'utf8')) as TestReport;
}

/** One line, `FAILED <file> > <test>: <message>`, for each test that failed and each file that could not be loaded. */
export function formatFailures({ testResults }: TestReport, root: string): readonly string[] {
  return testResults
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, message = '', assertionResults }) => {
      const file = relative(root, name);
      const failed = assertionResults.filter(({ status }) => status === 'failed');
      if (failed.length === 0) return [`FAILED ${file}: ${firstLine(message)}`];
      return failed.map(
        ({ fullName, failureMessages }) =>
          `FAILED ${file} > ${fullName}: ${firstLine(failureMessages?.[0] ?? '')}`,
      );
    });
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
