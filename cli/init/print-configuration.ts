import { Document, isMap, isScalar, isSeq, type YAMLMap } from 'yaml';
import type { Draft, DraftSetting } from './draft.ts';

/** The blocks of one cluster. */
export interface ClusterDraft {
  readonly cluster: Draft;
  /** @default the half is not deployed */
  readonly secrets?: Draft | undefined;
  /** @default the half is not deployed */
  readonly dns?: Draft | undefined;
}

/** The configuration as plain data, as the stack reads it. */
export function toDocument({ cluster, secrets, dns }: ClusterDraft): {
  readonly clusters: readonly object[];
} {
  return {
    clusters: [
      {
        ...toObject(cluster),
        ...(secrets === undefined ? {} : { secrets: toObject(secrets) }),
        ...(dns === undefined || dns.settings.length === 0 ? {} : { dns: toObject(dns) }),
      },
    ],
  };
}

/** The same as commented YAML; what is left to do stands on top. */
export function printConfiguration(draft: ClusterDraft): string {
  const document = new Document(toDocument(draft));
  const { contents } = document;
  const clusters = isMap(contents) ? contents.get('clusters') : undefined;
  const cluster = isSeq(clusters) ? clusters.items[0] : undefined;
  if (isMap(cluster)) {
    comment(cluster, draft.cluster.settings);
    for (const [half, block] of [
      ['secrets', draft.secrets],
      ['dns', draft.dns],
    ] as const) {
      const map = cluster.get(half);
      if (block !== undefined && isMap(map)) comment(map, block.settings);
    }
  }
  const notes = notesOf(draft);
  const head = [
    'Written by `sluice init`. Every field is described in config/example.yaml and docs/.',
    ...(notes.length === 0 ? [] : ['To settle before it is deployed:', ...notes.map((note) => `- ${note}`)]),
  ];
  const text = document.toString({ lineWidth: 0, blockQuote: 'literal' });
  return `${head.map((line) => `# ${line}\n`).join('')}${text}`;
}

/** What could not be found out or carried over, in the order of the blocks. */
export function notesOf({ cluster, secrets, dns }: ClusterDraft): readonly string[] {
  return [cluster, secrets, dns].flatMap((block) => block?.notes ?? []);
}

function toObject({ settings }: Draft): Record<string, unknown> {
  return Object.fromEntries(settings.map(({ key, value }) => [key, value]));
}

function comment(map: YAMLMap, settings: readonly DraftSetting[]): void {
  for (const { key, why } of settings) {
    const pair = map.items.find((item) => isScalar(item.key) && item.key.value === key);
    if (why !== undefined && pair !== undefined && isScalar(pair.key)) pair.key.commentBefore = ` ${why}`;
  }
}
