import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

/** A synthesized stack as CDK leaves it on disk: the template, and where the code of its functions lies. */
export interface SynthesizedStack {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly template: Template;
  /** S3 object key of an asset -> the directory it was made from. */
  readonly assets: ReadonlyMap<string, string>;
  /** SSM parameters the template reads at deployment, by name (the bootstrap version). */
  readonly ssmParameters: Readonly<Record<string, string>>;
}

const Dictionary = v.record(v.string(), v.unknown());

const ResourceSchema = v.strictObject({
  Type: v.string(),
  Properties: v.optional(Dictionary, {}),
  DependsOn: v.optional(v.union([v.string(), v.array(v.string())])),
  Condition: v.optional(v.string()),
  Metadata: v.optional(Dictionary),
  DeletionPolicy: v.optional(v.string()),
  UpdateReplacePolicy: v.optional(v.string()),
});

/** The sections CDK writes; any other (Transform, Hooks, ...) would change what is deployed, and is refused. */
const TemplateSchema = v.strictObject({
  AWSTemplateFormatVersion: v.optional(v.string()),
  Description: v.optional(v.string()),
  Metadata: v.optional(Dictionary),
  Parameters: v.optional(
    v.record(v.string(), v.looseObject({ Type: v.string(), Default: v.optional(v.string()) })),
    {},
  ),
  Rules: v.optional(
    v.record(
      v.string(),
      v.strictObject({
        Assertions: v.array(
          v.strictObject({ Assert: Dictionary, AssertDescription: v.optional(v.string(), '') }),
        ),
      }),
    ),
    {},
  ),
  Conditions: v.optional(v.record(v.string(), v.unknown()), {}),
  Resources: v.record(v.string(), ResourceSchema),
  Outputs: v.optional(
    v.record(v.string(), v.looseObject({ Value: v.unknown(), Condition: v.optional(v.string()) })),
    {},
  ),
});

export type Template = v.InferOutput<typeof TemplateSchema>;

const Manifest = v.object({ artifacts: v.record(v.string(), v.looseObject({ type: v.string() })) });

const StackArtifact = v.object({
  environment: v.string(),
  properties: v.object({
    templateFile: v.string(),
    requiresBootstrapStackVersion: v.optional(v.number()),
    bootstrapStackVersionSsmParameter: v.optional(v.string()),
  }),
});

const AssetManifest = v.object({
  files: v.optional(
    v.record(
      v.string(),
      v.object({
        source: v.object({ path: v.string() }),
        destinations: v.record(v.string(), v.object({ objectKey: v.string() })),
      }),
    ),
    {},
  ),
});

/**
 * Reads the one stack of a cloud assembly directory (`cdk.out`).
 * @param stackName needed only when the assembly has several
 * @throws TypeError when there is no such stack, or the template has sections the sandbox does not know
 */
export function readSynthesizedStack(directory: string, stackName?: string): SynthesizedStack {
  const manifest = v.parse(Manifest, readJson(directory, 'manifest.json'));
  const stacks = Object.entries(manifest.artifacts).filter(
    ([, artifact]) => artifact.type === 'aws:cloudformation:stack',
  );
  const chosen = stackName === undefined && stacks.length === 1 ? stacks[0]?.[0] : stackName;
  const found = stacks.find(([name]) => name === chosen);
  if (found === undefined) {
    const names = stacks.map(([name]) => name).join(', ');
    throw new TypeError(
      `${directory} has the stacks [${names}]; name one of them, got ${stackName ?? 'none'}`,
    );
  }
  const [name, artifact] = found;
  const { environment, properties } = v.parse(StackArtifact, artifact);
  const [account = '', region = ''] = environment.replace(/^aws:\/\//, '').split('/');
  return {
    name,
    account,
    region,
    template: parseTemplate(readJson(directory, properties.templateFile)),
    assets: readAssets(directory, manifest),
    ssmParameters: bootstrapParameter(properties),
  };
}

/** @throws TypeError naming the section or resource attribute that is not known */
export function parseTemplate(json: unknown): Template {
  const parsed = v.safeParse(TemplateSchema, json);
  if (parsed.success) return parsed.output;
  const problems = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'template'}: ${issue.message}`);
  throw new TypeError(`the template is not one the sandbox knows: ${problems.join('; ')}`);
}

/** The sandbox is bootstrapped by definition: it answers with the very version the stack asks for. */
function bootstrapParameter(
  properties: v.InferOutput<typeof StackArtifact>['properties'],
): Readonly<Record<string, string>> {
  const { bootstrapStackVersionSsmParameter: name, requiresBootstrapStackVersion: version } = properties;
  return name === undefined || version === undefined ? {} : { [name]: String(version) };
}

function readAssets(
  directory: string,
  manifest: v.InferOutput<typeof Manifest>,
): ReadonlyMap<string, string> {
  const assets = new Map<string, string>();
  for (const artifact of Object.values(manifest.artifacts)) {
    if (artifact.type !== 'cdk:asset-manifest') continue;
    const { file } = v.parse(v.object({ file: v.string() }), artifact['properties']);
    for (const { source, destinations } of Object.values(
      v.parse(AssetManifest, readJson(directory, file)).files,
    )) {
      for (const { objectKey } of Object.values(destinations)) {
        assets.set(objectKey, join(directory, source.path));
      }
    }
  }
  return assets;
}

function readJson(directory: string, file: string): unknown {
  return JSON.parse(readFileSync(join(directory, file), 'utf8'));
}
