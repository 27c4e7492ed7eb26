const METRIC = 'apiserver_admission_webhook_fail_open_count';

/**
 * Writes that went on without the notifier's answer.
 * @param text an API server's metrics in Prometheus' text format
 */
export function parseFailedOpen(text: string): number {
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${METRIC}{`) && line.includes('.sluice.local"'))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}
