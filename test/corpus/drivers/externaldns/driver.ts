import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { createDnsSync } from '../../../../lambdas/dns-sync/sync.ts';
import { judgeCase, type ListedDivergence } from '../../divergence.ts';
import { readDivergences } from '../../divergence-list.ts';
import type { CorpusCase, LoadCases, OpenCaseServer } from '../../driver.ts';
import { readYaml } from '../../read-yaml.ts';
import type { DnsCase } from './case.ts';
import { dnsRules } from './rules.ts';
import { runDnsCase } from './run-case.ts';
import { compareScenario, type Scenario } from './scenario.ts';

/** The scenarios, then every case below `cases/`, by topic and name. */
export const loadCases: LoadCases = async (directory, openServer) => {
  const listed = readDivergences('externaldns');
  return [...loadScenarios(directory), ...loadRecordings(directory, listed, openServer)];
};

const SCENARIOS = 'upstream-scenarios.yaml';

/** ExternalDNS's own source test, where the directory has it. */
function loadScenarios(directory: string): readonly CorpusCase[] {
  const path = join(directory, SCENARIOS);
  if (!existsSync(path)) return [];
  const { scenarios } = readYaml(path) as { readonly scenarios: readonly Scenario[] };
  return scenarios.map((scenario) => {
    const { name: id } = scenario;
    const run = async () => judgeCase({ id }, compareScenario(scenario), { listed: [], rules: [] });
    return { id, topic: 'scenarios', tags: ['scenarios'], run };
  });
}

function loadRecordings(
  directory: string,
  listed: readonly ListedDivergence[],
  openServer: OpenCaseServer | undefined,
): readonly CorpusCase[] {
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
}
