import { createHash } from 'node:crypto';
import type * as v from 'valibot';

/** Where a stack is deployed, and the addresses the sandbox gives its resources. */
export interface DeploymentPlace {
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  /** Base of queue URLs and function URLs: `http://127.0.0.1:4566`. */
  readonly endpoint: string;
}

/** What a resource is called once deployed. */
export interface ResourceIdentity {
  readonly logicalId: string;
  /** The physical name: given by the template, or made from stack and logical id. */
  readonly name: string;
  readonly place: DeploymentPlace;
  /** The properties with all intrinsics resolved. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** One resource type the sandbox can bring to life. */
export interface ResourceKind<Properties> {
  /** `AWS::SQS::Queue`. */
  readonly type: string;
  /** Strict: a property that is not listed is refused, because ignoring it would run something else. */
  readonly properties: v.GenericSchema<unknown, Properties>;
  /** The property that gives the physical name, and the longest generated one. */
  readonly naming: { readonly property?: string; readonly lengthMax: number };
  /** What `Ref` gives. */
  readonly ref: (identity: ResourceIdentity) => string;
  /** What `Fn::GetAtt` gives, by attribute name. */
  readonly attributes: Readonly<Record<string, (identity: ResourceIdentity) => string>>;
}

/** One resource of a resolved stack. */
export interface DeployedResource<Properties> {
  readonly logicalId: string;
  readonly name: string;
  /** The value of `Ref`. */
  readonly ref: string;
  /** The `Arn` attribute; empty for types that have none. */
  readonly arn: string;
  readonly properties: Properties;
}

/** `arn:aws:<service>:<region>:<account>:<resource>`. */
export function arnOf(place: DeploymentPlace, service: string, resource: string): string {
  return `arn:aws:${service}:${place.region}:${place.account}:${resource}`;
}

/**
 * The name CloudFormation would make up: stack, logical id and a suffix, cut to the length the service takes.
 * The suffix is a digest instead of chance, so that a deployment can be repeated.
 */
export function generateName(stackName: string, logicalId: string, lengthMax: number): string {
  const suffix = createHash('sha256').update(`${stackName}/${logicalId}`).digest('hex').slice(0, 12);
  const room = lengthMax - suffix.length - 1;
  return `${`${stackName}-${logicalId}`.slice(0, room)}-${suffix.toUpperCase()}`;
}
