import type { PolicyDocument, Statement } from './policy.ts';
import { listOf } from './policy.ts';

/** A role with its inline policies, as the template declares it. */
export interface Role {
  readonly arn: string;
  readonly policies: readonly PolicyDocument[];
  /** `AssumeRolePolicyDocument`. */
  readonly trust: PolicyDocument;
  /** Longest session in seconds; default 3600 (IAM, MaxSessionDuration). */
  readonly maxSessionSeconds?: number;
}

/** What somebody asked for without being allowed to. */
export interface RefusedRequest {
  readonly roleArn: string;
  /** `ssm:GetParameters` */
  readonly action: string;
  readonly resource: string;
}

/** The roles of an account, and which of their statements any request has needed so far. */
export class Roles {
  readonly #roles = new Map<string, Role>();
  readonly #used = new Set<Statement>();
  readonly #refused: RefusedRequest[] = [];

  /** Adds or replaces a role. */
  put(role: Role): void {
    this.#roles.set(role.arn, role);
  }

  get(arn: string): Role | undefined {
    return this.#roles.get(arn);
  }

  markUsed(statements: readonly Statement[]): void {
    for (const statement of statements) this.#used.add(statement);
  }

  markRefused(request: RefusedRequest): void {
    this.#refused.push(request);
  }

  /** What roles were refused so far: permissions that are missing, or attempts that were stopped. */
  refusedRequests(): readonly RefusedRequest[] {
    return this.#refused;
  }

  /** Identity statements that no request has matched: what `no statement is unused` (I9) looks at. */
  unusedStatements(): readonly { readonly roleArn: string; readonly statement: Statement }[] {
    return [...this.#roles.values()].flatMap((role) =>
      role.policies
        .flatMap((document) => listOf(document.Statement))
        .filter((statement) => !this.#used.has(statement))
        .map((statement) => ({ roleArn: role.arn, statement })),
    );
  }
}
