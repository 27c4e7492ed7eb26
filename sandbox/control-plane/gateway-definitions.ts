import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { runTool } from './run-tool.ts';

const MODULE = 'sigs.k8s.io/gateway-api';
const VERSION = 'v1.7.0';
/** The line that go.sum would have. */
const SUM = 'h1:duVnm7nO6oXfMMUWfcDoBph47CYR/ME3NGxccOVglaY=';
const STANDARD_CHANNEL = join('config', 'crd', 'standard');
/** Routes and their parents; the definitions of the channel that sluice never reads are left out. */
const PLURALS = ['gatewayclasses', 'gateways', 'httproutes', 'grpcroutes', 'tlsroutes'];

/** What `go mod download -json` prints. */
interface Download {
  readonly Sum?: string;
  readonly Dir?: string;
  readonly Error?: string;
}

/**
 * The CustomResourceDefinitions of the Gateway API, from its Go module. Its go.mod asks for a newer Go than the
 * control plane needs; nothing is compiled here, so an older one that has downloaded the module and then complains
 * is as good, as long as the checksum is the expected one.
 * @throws Error when the module cannot be downloaded or is not the one we know
 */
export async function readGatewayDefinitions(): Promise<readonly KubernetesObject[]> {
  const go = {
    command: 'go',
    install: 'install Go 1.26 or newer (https://go.dev/dl) and put it on the PATH',
  };
  const environment = { GOTOOLCHAIN: 'local', GOFLAGS: '' };
  const args = ['mod', 'download', '-json', `${MODULE}@${VERSION}`];
  // Outside any module, where nothing else's go.mod has a say.
  const printed = await runTool({ ...go, args, cwd: '/', environment, accepted: [0, 1] });
  const download = JSON.parse(printed) as Download;
  if (download.Sum !== SUM) {
    const seen = download.Sum ?? download.Error ?? 'nothing';
    throw new Error(`go mod download ${MODULE}@${VERSION} gave ${seen}: expected the checksum ${SUM}`);
  }
  const cache = (await runTool({ ...go, args: ['env', 'GOMODCACHE'], environment })).trim();
  const directory = join(download.Dir ?? join(cache, `${MODULE}@${VERSION}`), STANDARD_CHANNEL);
  return PLURALS.map((plural) => readDefinition(directory, plural));
}

function readDefinition(directory: string, plural: string): KubernetesObject {
  const [file] = globSync(`*_${plural}.yaml`, { cwd: directory });
  if (file === undefined) throw new Error(`${directory} has no definition of ${plural}`);
  const documents = parseAllDocuments(readFileSync(join(directory, file), 'utf8'));
  const [definition] = documents
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter(isPresent);
  if (definition === undefined) throw new Error(`${join(directory, file)} is empty`);
  return definition;
}

function isPresent<T>(value: T | null): value is T {
  return value !== null;
}
