import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from './cache-directory.ts';
import { runTool } from './run-tool.ts';

/** Paths of the built programs. */
export interface ControlPlaneBinaries {
  readonly etcd: string;
  readonly apiServer: string;
  readonly controllerManager: string;
}

const MODULE = join(import.meta.dirname, 'go');
const INSTALL_GO = 'install Go 1.26 or newer (https://go.dev/dl) and put it on the PATH';
interface Program {
  readonly package: string;
  /** `go build` names a program after the last part of its package path. */
  readonly file: string;
}

const PROGRAMS: Readonly<Record<keyof ControlPlaneBinaries, Program>> = {
  etcd: { package: 'go.etcd.io/etcd/server/v3', file: 'etcd' },
  apiServer: { package: 'k8s.io/kubernetes/cmd/kube-apiserver', file: 'kube-apiserver' },
  controllerManager: {
    package: 'k8s.io/kubernetes/cmd/kube-controller-manager',
    file: 'kube-controller-manager',
  },
};
const KUBECTL: Program = { package: 'k8s.io/kubernetes/cmd/kubectl', file: 'kubectl' };
/** Compilers at once: the machine should stay usable. */
const PARALLEL = 2;

/**
 * Builds etcd, kube-apiserver and kube-controller-manager from their Go modules, or finds what an earlier run built
 * from the same go.mod and go.sum. About six minutes on two cores with nothing cached.
 * @param report told before each program is built
 * @throws Error that says what to install when there is no Go, or with the compiler's output
 */
export async function buildControlPlane(report: (text: string) => void): Promise<ControlPlaneBinaries> {
  const paths: [string, string][] = [];
  for (const [name, program] of Object.entries(PROGRAMS)) {
    paths.push([name, await findOrBuild(program, report)]);
  }
  return Object.fromEntries(paths) as unknown as ControlPlaneBinaries;
}

/** The same for kubectl, which only some tests need: about a minute more. Out: its path. */
export function buildKubectl(report: (text: string) => void): Promise<string> {
  return findOrBuild(KUBECTL, report);
}

async function findOrBuild(program: Program, report: (text: string) => void): Promise<string> {
  const directory = join(cacheDirectory(), `control-plane-${fingerprint()}`);
  const path = join(directory, program.file);
  if (existsSync(path)) return path;
  mkdirSync(directory, { recursive: true });
  await runTool({ command: 'go', args: ['version'], install: INSTALL_GO });
  report(`building ${program.file} from its Go module (once; kept in ${directory})`);
  await build(program.package, path);
  return path;
}

/** Version of Kubernetes that go.mod requires: `v1.36.3`. */
export function kubernetesVersion(): string {
  const version = /^\s*k8s\.io\/kubernetes (v\d+\.\d+\.\d+)\b/mu.exec(read('go.mod'))?.[1];
  if (version === undefined) throw new Error(`${join(MODULE, 'go.mod')} does not require k8s.io/kubernetes`);
  return version;
}

/** Built under another name first: a run that is interrupted leaves nothing that looks finished. */
async function build(packagePath: string, file: string): Promise<void> {
  const unfinished = `${file}.${process.pid}`;
  const [major, minor] = kubernetesVersion().slice(1).split('.');
  const version = 'k8s.io/component-base/version';
  const flags = { gitVersion: kubernetesVersion(), gitMajor: major, gitMinor: minor };
  const ldflags = Object.entries(flags).map(([name, value]) => `-X ${version}.${name}=${value}`);
  try {
    await runTool({
      command: 'nice',
      args: [
        ...['go', 'build', '-p', String(PARALLEL), '-ldflags', `-s -w ${ldflags.join(' ')}`],
        ...['-o', unfinished, packagePath],
      ],
      install: INSTALL_GO,
      cwd: MODULE,
      environment: { GOFLAGS: '-mod=readonly -buildvcs=false', GOMAXPROCS: String(PARALLEL) },
    });
    renameSync(unfinished, file);
  } finally {
    rmSync(unfinished, { force: true });
  }
}

function fingerprint(): string {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum']) hash.update(read(file));
  return hash.digest('hex').slice(0, 16);
}

function read(file: string): string {
  return readFileSync(join(MODULE, file), 'utf8');
}
