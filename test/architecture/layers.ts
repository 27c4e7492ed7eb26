import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { readSourceTree } from './source-tree.ts';

/**
 * Who may import whom, read off esbuild's metafile: it lists value imports only, so `import type` is free.
 * Each rule names the files it is about, what they may import inside the repository, and which packages.
 */
interface LayerRule {
  readonly layer: RegExp;
  readonly mayImport: RegExp;
  /** Packages and `node:` modules; a lazily loaded package is allowed in `lazy` files only. */
  readonly packages: RegExp;
}

const PURE_PACKAGES = /^(valibot|node:(buffer|url|crypto))$/;

/** The first rule whose `layer` matches a file applies. */
const RULES: readonly LayerRule[] = [
  // Files behind a lazy boundary of core may also load the regular-expression and YAML packages.
  {
    layer: /^lambdas\/core\/.*\.lazy\.ts$/,
    mayImport: /^lambdas\/core\//,
    packages: /^(valibot|re2js|yaml|node:(buffer|url|crypto))$/,
  },
  { layer: /^lambdas\/core\//, mayImport: /^lambdas\/core\//, packages: PURE_PACKAGES },
  { layer: /^lambdas\/runtime\//, mayImport: /^lambdas\/(core|runtime)\//, packages: PURE_PACKAGES },
  {
    layer: /^lambdas\/adapters\//,
    mayImport: /^lambdas\/(core|adapters)\//,
    packages: /^(valibot|node:.*|@aws-sdk\/.*|@smithy\/.*|@aws-lambda-powertools\/.*)$/,
  },
  {
    layer: /^lambdas\/notify\//,
    mayImport: /^lambdas\/(core|notify)\//,
    // No SDK and no schema library: the bundle has at most 30 KB.
    packages: /^node:(http|https|crypto|buffer|url|fs|path)$/,
  },
  {
    layer: /^lambdas\/[^/]+-sync\//,
    mayImport: /^lambdas\/(core|adapters|runtime|[^/]+-sync)\//,
    packages: /^(valibot|node:(path|fs|zlib|buffer))$/,
  },
  // Kinds that the product reads are named once, in core.
  {
    layer: /^manifests\//,
    mayImport: /^(manifests\/|lambdas\/core\/resources\.ts$)/,
    packages: /^(valibot|yaml|node:.*)$/,
  },
  { layer: /^stack\//, mayImport: /^(stack|manifests)\//, packages: /./ },
  // A person's verbs talk through the same adapters as the functions.
  { layer: /^cli\//, mayImport: /^(cli|stack|manifests|lambdas\/(core|adapters))\//, packages: /./ },
  {
    layer: /^sandbox\//,
    mayImport: /^(sandbox|stack|manifests|lambdas\/core|lambdas\/adapters\/kubernetes)\//,
    packages: /./,
  },
];

/** The two sync functions do not know each other. */
const STRANGERS: readonly (readonly [RegExp, RegExp])[] = [
  [/^lambdas\/secret-sync\//, /^lambdas\/dns-sync\//],
  [/^lambdas\/dns-sync\//, /^lambdas\/secret-sync\//],
];

/** Every import below `root` that breaks a layer rule, as `file imports thing: why`. */
export async function findLayerBreaches(root: string): Promise<readonly string[]> {
  const files = readSourceTree(root).map((file) => file.path);
  if (files.length === 0) return ['no source files found: the rules would hold for an empty tree'];
  const { inputs } = await readImports(root, files);
  return Object.entries(inputs)
    .flatMap(([file, input]) => input.imports.flatMap((imported) => judge(file, imported)))
    .sort();
}

async function readImports(root: string, files: readonly string[]): Promise<Metafile> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: files.map((file) => join(root, file)),
    outdir: join(root, 'unused'),
    bundle: true,
    write: false,
    metafile: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  return result.metafile;
}

function judge(file: string, imported: Metafile['inputs'][string]['imports'][number]): readonly string[] {
  const rule = RULES.find((candidate) => candidate.layer.test(file));
  if (rule === undefined) return [`${file} belongs to no layer: add it to test/architecture/layers.ts`];
  const stranger = STRANGERS.some(([from, to]) => from.test(file) && to.test(imported.path));
  const allowed = imported.external === true ? rule.packages : rule.mayImport;
  if (!stranger && allowed.test(imported.path)) return [];
  return [`${file} imports ${imported.path}: not allowed in its layer`];
}
