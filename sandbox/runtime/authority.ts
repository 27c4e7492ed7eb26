import { authorizeCaller } from '../aws/iam/authorize.ts';
import type { Credentials, IssuedKeys } from '../aws/iam/credentials.ts';
import { evaluateResourcePolicy } from '../aws/iam/evaluate.ts';
import type { PolicyDocument } from '../aws/iam/policy.ts';
import type { Roles } from '../aws/iam/roles.ts';
import type { Caller } from '../aws/service.ts';
import { AwsServiceError } from '../aws/service-error.ts';
import { requireQueue } from '../aws/sqs/queue.ts';
import { enqueue } from '../aws/sqs/send.ts';
import type { Sqs } from '../aws/sqs/sqs.ts';
import type { SendToQueue } from './deliver.ts';

/** Lambda's execution environments hold sessions of twelve hours; the sandbox replaces a container before that. */
const FUNCTION_SESSION_SECONDS = 12 * 3600;

/** The parts of the sandbox's AWS that say who may do what. */
export interface AuthorityParts {
  readonly account: string;
  readonly roles: Roles;
  readonly credentials: Credentials;
  readonly sqs: Sqs;
}

/** On whose behalf an AWS service acts: the ARN of a rule, a schedule, a function. */
export interface ServiceAct {
  /** `events.amazonaws.com` */
  readonly service: string;
  readonly sourceArn: string;
}

/** Acts of AWS services in the account, each judged by the policies of the template. */
export class Authority {
  readonly #parts: AuthorityParts;

  constructor(parts: AuthorityParts) {
    this.#parts = parts;
  }

  /** A service sends to queues as itself: only the queue's own policy can allow that. */
  sendAsService({ service, sourceArn }: ServiceAct): SendToQueue {
    return (queueArn, body) => {
      const { sqs } = this.#parts;
      const queue = requireQueue(sqs.state, nameOf(queueArn));
      const document = parsePolicy(queue.attributes.get('Policy'));
      const request = {
        action: 'sqs:SendMessage',
        resource: queueArn,
        context: this.#sourceContext(sourceArn),
      };
      const principal = { kind: 'Service', names: [service] } as const;
      if (evaluateResourcePolicy(document, request, principal).decision !== 'allow') {
        const message = `${service} is not authorized to perform: sqs:SendMessage on resource: ${queueArn} by its policy`;
        throw new AwsServiceError('AccessDenied', message, 403);
      }
      enqueue(sqs.state, queue, { MessageBody: body, senderId: service });
    };
  }

  /** A service sends with a role it assumes, such as a schedule's. */
  sendAsRole(roleArn: string, act: ServiceAct): SendToQueue {
    return (queueArn, MessageBody) => {
      const { caller } = this.assume(roleArn, act, { sessionName: 'sandbox', durationSeconds: 3600 });
      this.#parts.sqs.call('SendMessage', { QueueUrl: nameOf(queueArn), MessageBody }, caller);
    };
  }

  /** The session that Lambda gives a function's container. */
  functionSession(roleArn: string, functionName: string, functionArn: string) {
    const act = { service: 'lambda.amazonaws.com', sourceArn: functionArn };
    return this.assume(roleArn, act, {
      sessionName: functionName,
      durationSeconds: FUNCTION_SESSION_SECONDS,
      functionArn,
    });
  }

  /**
   * A session of a role for an AWS service. Throws AccessDenied when there is no such role, or when its trust
   * policy does not let the service in.
   */
  assume(
    roleArn: string,
    { service, sourceArn }: ServiceAct,
    session: {
      readonly sessionName: string;
      readonly durationSeconds: number;
      readonly functionArn?: string;
    },
  ): { readonly caller: Caller; readonly keys: IssuedKeys } {
    const { roles, credentials } = this.#parts;
    const role = roles.get(roleArn);
    const request = {
      action: 'sts:AssumeRole',
      resource: roleArn,
      context: this.#sourceContext(sourceArn),
    };
    const principal = { kind: 'Service', names: [service] } as const;
    const trusted = role && evaluateResourcePolicy(role.trust, request, principal).decision === 'allow';
    if (trusted !== true) {
      const message = `${service} is not authorized to assume ${roleArn}: check the role's trust policy`;
      throw new AwsServiceError('AccessDenied', message, 403);
    }
    const keys = credentials.issueSession({ roleArn, ...session });
    return { keys, caller: credentials.resolve(keys.accessKeyId, keys.sessionToken) };
  }

  /** Throws AccessDenied unless the caller's role allows the action; for services the sandbox has no model of. */
  require(caller: Caller, action: string, resource: string): void {
    authorizeCaller(this.#parts.roles, caller, [{ action, resource, context: {} }]);
  }

  #sourceContext(sourceArn: string) {
    return {
      'aws:SourceArn': sourceArn,
      'aws:SourceAccount': this.#parts.account,
      'aws:SecureTransport': true,
    };
  }
}

/** The last part of a queue's ARN; the model finds a queue by it. */
function nameOf(queueArn: string): string {
  return queueArn.split(':').at(-1) ?? '';
}

function parsePolicy(text: string | undefined): PolicyDocument {
  return text === undefined ? { Statement: [] } : (JSON.parse(text) as PolicyDocument);
}
