import * as v from 'valibot';
import { AwsServiceError } from './service-error.ts';

const SERVICES = ['ssm', 'secretsmanager', 'route53', 'sts', 'sqs', 'events', 'lambda'] as const;
const CALLS_MAX = 1_000_000;

const FAULT = v.strictObject({
  service: v.picklist(SERVICES),
  /** The API's name of the call (`GetParameters`). Any call of the service when it is left out. */
  action: v.optional(v.string()),
  /** The service's own error code: `ThrottlingException`, `Throttling`, `PriorRequestNotComplete`, `AccessDenied`. */
  code: v.pipe(v.string(), v.regex(/^[A-Za-z0-9.]+$/, 'letters, digits and dots')),
  message: v.optional(v.string(), 'scripted fault of the sandbox'),
  status: v.optional(v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599)), 400),
  /** How many calls get it. */
  calls: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(CALLS_MAX)), 1),
});

/** A fault that is waiting for its calls. `calls`: how many are still to get it. */
export type ScriptedFault = v.InferOutput<typeof FAULT>;

/**
 * Faults on demand for a running sandbox: what a test does with `SandboxAws.intercept`, somebody by hand does with
 * `PUT /_sandbox/faults`. A call takes the first fault that fits; nothing is changed by it then.
 */
export class ScriptedFaults {
  #waiting: ScriptedFault[] = [];

  /** What has not been used up, oldest first. */
  list(): readonly ScriptedFault[] {
    return this.#waiting;
  }

  clear(): void {
    this.#waiting = [];
  }

  /**
   * Adds one. In: an object `{service, action?, code, message?, status?, calls?}` as it came in.
   * @throws AwsServiceError that names the field and what is allowed
   */
  add(input: unknown): ScriptedFault {
    const result = v.safeParse(FAULT, input);
    if (!result.success) {
      const [issue] = result.issues;
      const field = v.getDotPath(issue) ?? 'the fault';
      throw new AwsServiceError('ValidationException', `${field}: ${issue.message}`);
    }
    this.#waiting.push(result.output);
    return result.output;
  }

  /** The error this call gets, if one is waiting for it. */
  next({
    service,
    action,
  }: {
    readonly service: string;
    readonly action: string;
  }): AwsServiceError | undefined {
    const fault = this.#waiting.find(
      (candidate) => candidate.service === service && (candidate.action ?? action) === action,
    );
    if (fault === undefined) return undefined;
    const left = { ...fault, calls: fault.calls - 1 };
    this.#waiting = this.#waiting.flatMap((waiting) => {
      if (waiting !== fault) return [waiting];
      return left.calls > 0 ? [left] : [];
    });
    return new AwsServiceError(fault.code, fault.message, fault.status);
  }
}
