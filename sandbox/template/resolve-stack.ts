import * as v from 'valibot';
import { type NameScope, resolveIntrinsics } from './intrinsics.ts';
import { RESOURCE_KINDS } from './known-kinds.ts';
import type { DeployedResource, DeploymentPlace, ResourceIdentity, ResourceKind } from './resource-kind.ts';
import { generateName } from './resource-kind.ts';
import type { SynthesizedStack, Template } from './template.ts';

/** A stack with every intrinsic resolved and every property checked: what the runtime brings to life. */
export interface ResolvedStack {
  readonly place: DeploymentPlace;
  /** Directory of an asset, by S3 object key. */
  readonly assets: ReadonlyMap<string, string>;
  readonly outputs: Readonly<Record<string, string>>;
  /** The resources of one kind, in the order of the template. */
  resources<P>(kind: ResourceKind<P>): readonly DeployedResource<P>[];
}

/**
 * Resolves a synthesized stack for a place.
 * @param endpoint base of queue and function URLs, `http://host:port`
 * @throws TypeError naming the resource type, property, attribute, parameter or intrinsic the sandbox does not
 * know, a failed rule of the template, or a circular reference
 */
export function resolveStack(stack: SynthesizedStack, endpoint: string): ResolvedStack {
  const { name: stackName, account, region, template } = stack;
  const resolver = new StackResolver(stack, { stackName, account, region, endpoint });
  resolver.assertRules();
  const byType = new Map<string, DeployedResource<unknown>[]>();
  for (const logicalId of Object.keys(template.Resources)) {
    const resource = resolver.deploy(logicalId);
    if (resource !== undefined) byType.set(resource.type, [...(byType.get(resource.type) ?? []), resource]);
  }
  return {
    place: resolver.place,
    assets: stack.assets,
    outputs: resolver.outputs(),
    resources: <P>(kind: ResourceKind<P>) => (byType.get(kind.type) ?? []) as DeployedResource<P>[],
  };
}

/** Names are resolved on demand, so the order of resources does not matter and a circle is found. */
class StackResolver implements NameScope {
  readonly place: DeploymentPlace;
  readonly #stack: SynthesizedStack;
  readonly #template: Template;
  readonly #identities = new Map<string, ResourceIdentity>();
  readonly #underway: string[] = [];

  constructor(stack: SynthesizedStack, place: DeploymentPlace) {
    this.place = place;
    this.#stack = stack;
    this.#template = stack.template;
  }

  deploy(logicalId: string): (DeployedResource<unknown> & { readonly type: string }) | undefined {
    const declared = this.#template.Resources[logicalId];
    if (declared === undefined) throw new TypeError(`the template has no resource ${logicalId}`);
    if (declared.Condition !== undefined && !this.condition(declared.Condition)) return undefined;
    for (const dependency of [declared.DependsOn ?? []].flat()) this.#kind(dependency);
    const kind = this.#kind(logicalId);
    const identity = this.#identity(logicalId);
    const parsed = v.safeParse(kind.properties, identity.properties);
    if (!parsed.success) throw new TypeError(describeIssues(logicalId, kind.type, parsed.issues));
    return {
      type: kind.type,
      logicalId,
      name: identity.name,
      ref: kind.ref(identity),
      arn: kind.attributes['Arn']?.(identity) ?? '',
      properties: parsed.output,
    };
  }

  ref(name: string): unknown {
    const { account, region, stackName } = this.place;
    const pseudo: Readonly<Record<string, unknown>> = {
      'AWS::AccountId': account,
      'AWS::Region': region,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stackName,
      'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/sandbox`,
      'AWS::NoValue': undefined,
    };
    if (Object.hasOwn(pseudo, name)) return pseudo[name];
    const parameter = this.#template.Parameters[name];
    if (parameter !== undefined) return this.#parameterValue(name, parameter);
    return this.#kind(name).ref(this.#identity(name));
  }

  attribute(logicalId: string, attribute: string): unknown {
    const kind = this.#kind(logicalId);
    const read = kind.attributes[attribute];
    if (read === undefined) {
      const known = Object.keys(kind.attributes).join(', ');
      throw new TypeError(
        `${logicalId} (${kind.type}): no attribute ${attribute}; known: ${known || 'none'}`,
      );
    }
    return read(this.#identity(logicalId));
  }

  condition(name: string): boolean {
    if (!Object.hasOwn(this.#template.Conditions, name)) {
      throw new TypeError(`the template has no condition ${name}`);
    }
    return resolveIntrinsics(this.#template.Conditions[name], this, `Conditions.${name}`) === true;
  }

  assertRules(): void {
    for (const [name, rule] of Object.entries(this.#template.Rules)) {
      for (const { Assert, AssertDescription } of rule.Assertions) {
        if (resolveIntrinsics(Assert, this, `Rules.${name}`) !== true) {
          throw new TypeError(`rule ${name} of the template does not hold: ${AssertDescription}`);
        }
      }
    }
  }

  outputs(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      Object.entries(this.#template.Outputs)
        .filter(([, { Condition }]) => Condition === undefined || this.condition(Condition))
        .map(([name, { Value }]) => [name, String(resolveIntrinsics(Value, this, `Outputs.${name}`))]),
    );
  }

  #kind(logicalId: string): ResourceKind<unknown> {
    const type = this.#template.Resources[logicalId]?.Type;
    if (type === undefined) throw new TypeError(`the template has no resource or parameter ${logicalId}`);
    const kind = RESOURCE_KINDS.get(type);
    if (kind === undefined) {
      const known = [...RESOURCE_KINDS.keys()].join(', ');
      throw new TypeError(`${logicalId}: the sandbox does not know ${type}; known: ${known}`);
    }
    return kind;
  }

  #identity(logicalId: string): ResourceIdentity {
    const cached = this.#identities.get(logicalId);
    if (cached !== undefined) return cached;
    if (this.#underway.includes(logicalId)) {
      throw new TypeError(`circular reference: ${[...this.#underway, logicalId].join(' -> ')}`);
    }
    this.#underway.push(logicalId);
    const { naming } = this.#kind(logicalId);
    const declared = this.#template.Resources[logicalId]?.Properties ?? {};
    const path = `Resources.${logicalId}.Properties`;
    const properties = resolveIntrinsics(declared, this, path) as Readonly<Record<string, unknown>>;
    const given = naming.property === undefined ? undefined : properties[naming.property];
    const name = typeof given === 'string' ? given : this.#generateName(logicalId, naming.lengthMax);
    const identity = { logicalId, name, place: this.place, properties };
    this.#underway.pop();
    this.#identities.set(logicalId, identity);
    return identity;
  }

  #generateName(logicalId: string, lengthMax: number): string {
    return generateName(this.place.stackName, logicalId, lengthMax);
  }

  #parameterValue(
    name: string,
    parameter: { readonly Type: string; readonly Default?: string | undefined },
  ): string {
    const given = parameter.Default;
    if (given === undefined)
      throw new TypeError(`parameter ${name} has no default, and the sandbox gives none`);
    if (parameter.Type === 'String') return given;
    const value = this.#stack.ssmParameters[given];
    if (parameter.Type !== 'AWS::SSM::Parameter::Value<String>' || value === undefined) {
      throw new TypeError(`parameter ${name}: the sandbox has no value for ${parameter.Type} ${given}`);
    }
    return value;
  }
}

function describeIssues(logicalId: string, type: string, issues: readonly v.BaseIssue<unknown>[]): string {
  const problems = issues.map((issue) => {
    const property = (issue.path ?? []).map((item) => String(item.key)).join('.');
    const unknown = issue.type === 'strict_object' && issue.expected === 'never';
    return unknown ? `the sandbox does not know the property ${property}` : `${property}: ${issue.message}`;
  });
  return `${logicalId} (${type}): ${problems.join('; ')}`;
}
