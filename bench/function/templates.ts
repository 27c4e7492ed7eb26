import { SecretValue } from '../../lambdas/core/secret-value.ts';
import { readExternalSecret } from '../../lambdas/core/secrets/external-secret.ts';
import { parseSpec } from '../../lambdas/core/secrets/parse-spec.ts';
import type { SecretTemplate } from '../../lambdas/core/secrets/secret-template.ts';
import { createTemplateRenderer } from '../../lambdas/core/secrets/template-renderer.lazy.ts';
import type { TemplateRenderer } from '../../lambdas/core/secrets/template-renderer.ts';
import { serveMethods } from '../processes/rpc.ts';
import { measureCpu } from './cpu-time.ts';

/** Templates of many ExternalSecrets, from their manifests to rendered Secrets; no two have the same text. */

const VALUES = new Map(
  Object.entries({
    user: 'app',
    password: 'p@ss w0rd/42',
    host: 'db.internal',
    port: '5432',
    doc: '{"name":"orders","replicas":3,"hosts":["a","b"],"tls":{"enabled":true}}',
  }).map(([key, text]) => [key, SecretValue.ofText(text)]),
);

/** What people write most, by ESO's own examples and public manifests (reference: eso 4.3, 4.4). */
const TEMPLATES: readonly ((index: number) => object)[] = [
  (index) => ({
    data: {
      DATABASE_URL: `postgres://{{ .user }}:{{ .password | urlquery }}@{{ .host }}:{{ .port }}/db${index}?sslmode=require`,
      USERNAME: '{{ .user }}',
      PASSWORD: '{{ .password | toString }}',
    },
  }),
  (index) => ({
    type: 'kubernetes.io/dockerconfigjson',
    data: {
      '.dockerconfigjson':
        `{"auths":{"registry${index}.example.com":{"username":"{{ .user }}","password":{{ .password | toJson }},` +
        '"auth":"{{ printf "%s:%s" .user .password | b64enc }}"}}}',
    },
  }),
  (index) => ({
    metadata: { labels: { owner: '{{ .user }}' }, annotations: { part: `${index}` } },
    data: {
      'config.yaml':
        `# ${index}\n{{- $doc := .doc | fromJson }}\nname: {{ $doc.name | upper }}\n{{ if $doc.tls.enabled }}tls: on{{ else }}` +
        'tls: off{{ end }}\nhosts:\n{{- range $i, $h := $doc.hosts }}\n  - {{ $i }}: {{ $h | quote }}\n{{- end }}\n',
    },
  }),
  (index) => ({
    mergePolicy: 'Merge',
    data: {
      'app.properties': `app=${index}\nuser={{ .user | default "none" }}\npass={{ .password | trim | replace " " "" }}\n`,
      digest: '{{ .password | sha256sum | trunc 12 }}',
    },
  }),
  (index) => ({
    templateFrom: [
      {
        literal: `host${index}: {{ .host }}\nport: {{ .port | quote }}\n{{ range $k, $v := (.doc | fromJson).tls }}tls_{{ $k }}: "{{ $v }}"\n{{ end }}`,
      },
    ],
  }),
];

const methods = {
  /** CPU ms of `count` manifests read, parsed and rendered with nothing kept, and of the same once more. */
  async render(count: number): Promise<{ readonly coldMs: number; readonly warmMs: number }> {
    const renderer = createTemplateRenderer(undefined);
    const cold = await measureCpu(() => renderAll(renderer, count));
    const warm = await measureCpu(() => renderAll(renderer, count));
    return { coldMs: cold.cpuMs, warmMs: warm.cpuMs };
  },
};

export type TemplatesProgram = typeof methods;

async function renderAll(renderer: TemplateRenderer, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const input = { data: VALUES, textsOf: () => undefined, isCreatedOnce: false };
    const rendered = await renderer.renderSecret(compile(index), input);
    if (!rendered.ok) throw new Error(`template ${index}: ${rendered.problem}`);
  }
}

function compile(index: number): SecretTemplate {
  const template = TEMPLATES[index % TEMPLATES.length]?.(index);
  const data = [...VALUES.keys()].map((key) => ({ secretKey: key, remoteRef: { key: `/app/${key}` } }));
  const spec = { secretStoreRef: { name: 'aws-ssm' }, target: { template }, data };
  const metadata = { name: `app-${index}`, namespace: 'bench' };
  const parsed = parseSpec(
    readExternalSecret({ apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', metadata, spec }),
  );
  if (!parsed.ok || parsed.value.template === undefined) throw new Error(`spec ${index} has no template`);
  return parsed.value.template;
}

serveMethods(methods);
