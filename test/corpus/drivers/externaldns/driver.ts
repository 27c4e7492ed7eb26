import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { createDnsSync } from '../../../../lambdas/dns-sync/sync.ts';
import { judgeCase, type ListedDivergence } from '../../divergence.ts';
import { readDivergences } from '../../divergence-list.ts';
import type { CaseServers, CorpusCase, LoadCases } from '../../driver.ts';
import { readYaml } from '../../read-yaml.ts';
import type { DnsCase } from './case.ts';
import { createMotoZones } from './moto-zones.ts';
import { dnsRules } from './rules.ts';
import { runDnsCase } from './run-case.ts';
import { compareScenario, type Scenario } from './scenario.ts';
import type { DnsServers } from './world.ts';

/**
 * The scenarios, then every case below `cases/`, by topic and name; with a moto, those of them that moto is known to
 * follow once more, as `<id> on moto`.
 */
export const loadCases: LoadCases = async (directory, servers = {}) => {
  const listed = readDivergences('externaldns');
  return [...loadScenarios(directory), ...loadRecordings(directory, listed, servers)];
};

const SCENARIOS = 'upstream-scenarios.yaml';
/** Tag of cases in which moto is laxer than Route 53, or not atomic (README of the corpus). */
const MOTO_DIFFERS = 'moto-differs';

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
  { openServer, moto }: CaseServers,
): readonly CorpusCase[] {
  const paths = globSync('cases/**/*.yaml', { cwd: directory }).sort();
  const recordings = paths.map((path) => readYaml(join(directory, path)) as DnsCase);
  const judge = async (recorded: DnsCase, servers: DnsServers) => {
    const driven = await runDnsCase(recorded, createDnsSync, servers);
    return judgeCase(driven.run, driven.differences, { listed, rules: dnsRules });
  };
  const toCase = (recorded: DnsCase): CorpusCase => {
    const { name: id, tags } = recorded;
    return { id, topic: tags[0] ?? 'untagged', tags, run: () => judge(recorded, { openServer }) };
  };
  if (moto === undefined) return recordings.map(toCase);
  const openZones = createMotoZones(moto);
  const onMoto = recordings.filter(({ tags }) => !tags.includes(MOTO_DIFFERS));
  return [
    ...recordings.map(toCase),
    ...onMoto.map((recorded) => {
      const id = `${recorded.name} on moto`;
      const run = async () => ({ ...(await judge(recorded, { openServer, openZones })), id });
      return { ...toCase(recorded), id, run };
    }),
  ];
}
