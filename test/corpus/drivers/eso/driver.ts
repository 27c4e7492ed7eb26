import { globSync } from 'node:fs';
import { join } from 'node:path';
import { readDivergences } from '../../divergence-list.ts';
import type { LoadCases } from '../../driver.ts';
import { readYaml } from '../../read-yaml.ts';
import type { EsoCase } from './case.ts';
import { driveCase } from './drive.ts';
import { judgeRun } from './judge-case.ts';

/** Every case of a directory, by name. */
export const loadCases: LoadCases = async (directory, { openServer } = {}) => {
  const listed = readDivergences('eso');
  return globSync('*.yaml', { cwd: directory })
    .sort()
    .map((path) => {
      const recorded = readYaml(join(directory, path)) as EsoCase;
      const { name, tags } = recorded;
      const run = async () => judgeRun(await driveCase(recorded, openServer), listed);
      return { id: name, topic: tags[0] ?? 'untagged', tags, run };
    });
};
