import { globSync } from 'node:fs';
import { join } from 'node:path';
import { createDnsSync } from '../../../../lambdas/dns-sync/sync.ts';
import { judgeCase } from '../../divergence.ts';
import { readDivergences } from '../../divergence-list.ts';
import type { LoadCases } from '../../driver.ts';
import { readYaml } from '../../read-yaml.ts';
import type { DnsCase } from './case.ts';
import { dnsRules } from './rules.ts';
import { runDnsCase } from './run-case.ts';

/** Every case below `cases/`, by topic and name. */
export const loadCases: LoadCases = async (directory, openServer) => {
  const listed = readDivergences('externaldns');
  return globSync('cases/**/*.yaml', { cwd: directory })
    .sort()
    .map((path) => {
      const recorded = readYaml(join(directory, path)) as DnsCase;
      const { name: id, tags } = recorded;
      const run = async () => {
        const driven = await runDnsCase(recorded, createDnsSync, openServer);
        return judgeCase(driven.run, driven.differences, { listed, rules: dnsRules });
      };
      return { id, topic: tags[0] ?? 'untagged', tags, run };
    });
};
