import { AwsServiceError } from './service-error.ts';

/**
 * One AWS service of one account and region as a pure state machine: a table of operations over a state. No I/O
 * and no clock of its own. The HTTP endpoint, the fakes and the tests all call the same `call`.
 */

/** Who makes a call. Issued by sandbox/aws/iam/credentials.ts; models never look inside except STS. */
export interface Caller {
  /** `arn:aws:iam::<account>:user/<name>` or `arn:aws:sts::<account>:assumed-role/<role>/<session>`. */
  readonly arn: string;
  readonly account: string;
  readonly accessKeyId: string;
  /** `AROA...:<session>` for a session, the key id for a user: what GetCallerIdentity calls UserId. */
  readonly userId: string;
  /** The role behind a session. Undefined for the administrator, who may do everything. */
  readonly roleArn?: string;
  /** When the role session ends (ms since the epoch); undefined: never. */
  readonly expiresAt?: number;
  readonly sessionTags?: Readonly<Record<string, string>>;
  /** The Lambda function that owns the session; becomes `lambda_source_function_arn` in web identity tokens. */
  readonly functionArn?: string;
}

/** What a test or the runtime hangs onto a model. All may be set or replaced while the model is in use. */
export interface ServiceHooks {
  /** Milliseconds since the epoch. */
  now(): number;
  /** A scripted fault for this call: throttling, AccessDenied, PriorRequestNotComplete. Nothing is changed then. */
  intercept?:
    | ((action: string, params: Readonly<Record<string, unknown>>) => AwsServiceError | undefined)
    | undefined;
  /** Throws AwsServiceError when the caller may not. Runs after `intercept`, before the operation. */
  authorize?:
    | ((action: string, params: Readonly<Record<string, unknown>>, caller: Caller) => void)
    | undefined;
  /** Every call once it was answered; `errorCode` when it was refused. */
  observe?:
    | ((
        action: string,
        params: Readonly<Record<string, unknown>>,
        caller: Caller,
        errorCode?: string,
      ) => void)
    | undefined;
}

/** Operations by the API's own names, over a state `S`. */
export type OperationTable<S> = Readonly<
  Record<string, (state: S, params: never, caller: Caller) => unknown>
>;

/** The caller of tests and fakes that do not care: an administrator of the sandbox's account. */
const ADMINISTRATOR: Caller = {
  arn: 'arn:aws:iam::123456789012:user/administrator',
  account: '123456789012',
  accessKeyId: 'AKIASANDBOXADMIN0000',
  userId: 'AIDASANDBOXADMIN0000',
};

export class AwsService<S, T extends OperationTable<S>> {
  readonly state: S;
  readonly hooks: ServiceHooks;
  readonly #operations: T;

  constructor(operations: T, state: S, hooks: ServiceHooks) {
    this.#operations = operations;
    this.state = state;
    this.hooks = hooks;
  }

  /** One API call with the API's own JSON shapes (PascalCase, times as seconds). Throws AwsServiceError. */
  call<A extends keyof T & string>(
    action: A,
    params: Parameters<T[A]>[1],
    caller: Caller = ADMINISTRATOR,
  ): ReturnType<T[A]> {
    return this.invoke(action, params as Readonly<Record<string, unknown>>, caller) as ReturnType<T[A]>;
  }

  /** Whether the sandbox has this operation. */
  has(action: string): boolean {
    return Object.hasOwn(this.#operations, action);
  }

  /** The same as `call`, for the wire layer, which knows the action only as text. */
  invoke(action: string, params: Readonly<Record<string, unknown>>, caller: Caller): unknown {
    const operation = this.#operations[action];
    if (operation === undefined || !this.has(action)) {
      throw new AwsServiceError('NotImplemented', `the sandbox does not implement ${action}`, 501);
    }
    try {
      const fault = this.hooks.intercept?.(action, params);
      if (fault !== undefined) throw fault;
      this.hooks.authorize?.(action, params, caller);
      const result = operation(this.state, params as never, caller);
      this.hooks.observe?.(action, params, caller);
      return result;
    } catch (error) {
      if (error instanceof AwsServiceError) this.hooks.observe?.(action, params, caller, error.code);
      throw error;
    }
  }
}
