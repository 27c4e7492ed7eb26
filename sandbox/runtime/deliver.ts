/**
 * Puts one message into a queue as somebody: a service (`events.amazonaws.com`) judged by the queue's policy, or a
 * role judged by its own. Throws when the sender may not, or when there is no such queue.
 */
export type SendToQueue = (queueArn: string, body: string) => void;

/** Something that went wrong outside any function, worth telling the person at the sandbox. */
export type ReportProblem = (text: string) => void;

/** Where one message goes, and where it goes when that fails. */
export interface Delivery {
  /** For messages to people: `rule sluice-eco2-dev-Rule`. */
  readonly from: string;
  readonly queueArn: string;
  readonly deadLetterArn: string | undefined;
  readonly body: string;
}

/**
 * Delivers once. AWS tries again for 24 hours; in the sandbox a refusal stays a refusal, so it goes to the
 * dead-letter queue at once, and is reported in both cases.
 */
export function deliver(delivery: Delivery, send: SendToQueue, report: ReportProblem): void {
  const { from, queueArn, deadLetterArn, body } = delivery;
  try {
    send(queueArn, body);
    return;
  } catch (error) {
    report(`${from} could not send to ${queueArn}: ${messageOf(error)}`);
  }
  if (deadLetterArn === undefined) return;
  try {
    send(deadLetterArn, body);
  } catch (error) {
    report(`${from} could not send to its dead-letter queue ${deadLetterArn}: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
