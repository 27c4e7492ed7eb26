import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { LoadCases } from '../../driver.ts';
import { readYaml } from '../../read-yaml.ts';

/** Every case below `cases/`, by name. Until the DNS half is driven each of them fails. */
export const loadCases: LoadCases = async (directory) =>
  globSync('cases/**/*.yaml', { cwd: directory })
    .sort()
    .map((path) => {
      const { tags } = readYaml(join(directory, path)) as { tags: readonly string[] };
      const id = basename(path, '.yaml');
      const topic = tags[0] ?? 'untagged';
      return {
        id,
        topic,
        tags,
        run: async () => ({ id, outcome: 'failed', diff: ['dns-sync is not driven yet'] }),
      };
    });
