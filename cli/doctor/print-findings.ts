import type { Finding, LinkResult, Outcome } from './finding.ts';
import type { Progress } from './run-links.ts';

const WIDTH = 'could not tell'.length;
const INDENT = ' '.repeat(WIDTH + 1);

/** One line a check, the fix beneath. */
export function formatResult({ link, findings }: LinkResult): string {
  return findings.map((finding) => formatFinding(link, finding)).join('');
}

function formatFinding(link: string, { check, outcome, said, fix }: Finding): string {
  const line = `${outcome.padEnd(WIDTH)} ${link} ${check}: ${said}\n`;
  return fix === undefined ? line : `${line}${INDENT}fix: ${fix}\n`;
}

/** `12 ok, 1 warn, 2 failed`: the outcomes there are. */
export function formatTotals(results: readonly LinkResult[]): string {
  const order: readonly Outcome[] = ['ok', 'warn', 'failed', 'could not tell', 'not checked'];
  const findings = results.flatMap((result) => result.findings);
  return order
    .map((outcome) => [findings.filter((finding) => finding.outcome === outcome).length, outcome] as const)
    .filter(([count]) => count > 0)
    .map(([count, outcome]) => `${count} ${outcome}`)
    .join(', ');
}

/** What a terminal shows while a check runs; anything else gets the finished lines only. */
export function createProgress(
  write: (text: string) => void,
  terminal: { readonly isTTY?: boolean; write(text: string): unknown },
): Progress {
  const clear = () => terminal.isTTY === true && terminal.write('\r\u001b[K');
  return {
    begin(link, check) {
      clear();
      if (terminal.isTTY === true) terminal.write(`checking ${link}: ${check} ...`);
    },
    end(result) {
      clear();
      write(formatResult(result));
    },
  };
}
