import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { CONTROL_PLANE_DIRECTORY } from '../../manifests/admission-configuration.ts';
import { type ControlPlane, startControlPlane } from '../../sandbox/control-plane/control-plane.ts';
import { installDefinitions } from '../../sandbox/control-plane/install-definitions.ts';
import { readDefinitions } from '../../sandbox/kubernetes/definitions.ts';
import { LOAD_BALANCER } from '../../sandbox/narrative/load-balancer.ts';
import { Administrator } from '../../sandbox/runtime/administrator.ts';
import type { CertificateAuthority } from '../../sandbox/runtime/certificate-authority.ts';
import { formatKubeconfig } from '../../sandbox/runtime/kubeconfig.ts';
import { readManifest } from '../../sandbox/runtime/manifests.ts';

/** A kubeadm cluster that never heard of sluice, with the first user's objects, ESO and ExternalDNS. */
export interface StrangersCluster extends ControlPlane {
  readonly administrator: Administrator;
  /** Path of the administrator's. */
  readonly kubeconfig: string;
  /**
   * What a person does on a control-plane node of kubeadm.
   * @param files to copy to where the API server's flags look for them
   * @param patch what `sluice manifests kubeadm` printed
   */
  configureApiServer(files: readonly string[], patch: string): Promise<void>;
}

type Flags = readonly { readonly name: string; readonly value: string }[];

interface KubeadmPatch {
  readonly apiServer: { readonly extraArgs: Flags };
}

const NAMESPACES = ['auth', 'external-secrets', 'external-dns'];

/**
 * Starts it. Any loopback address but the usual one: MiniStack's functions speak plain HTTP to that, whatever the URL
 * says.
 * @param certificates the API server trusts the issuers that present one of theirs
 */
export async function startStrangersCluster(
  certificates: CertificateAuthority,
  directory: string,
): Promise<StrangersCluster> {
  const authority = join(directory, 'ca.pem');
  writeFileSync(authority, certificates.ca);
  const environment = { SSL_CERT_FILE: authority };
  const plane = await startControlPlane({ certificates, address: '127.0.0.2', environment });
  try {
    const administrator = new Administrator(plane.transport);
    const definitions = readDefinitions() as unknown as readonly KubernetesObject[];
    await installDefinitions({ administrator, transport: plane.transport }, definitions);
    await fillCluster(administrator);
    const kubeconfig = join(directory, 'kubeconfig');
    writeFileSync(kubeconfig, formatKubeconfig(plane), { mode: 0o600 });
    return {
      ...plane,
      administrator,
      kubeconfig,
      async configureApiServer(files, patch) {
        const place = mkdtempSync(join(directory, 'control-plane-node-'));
        for (const file of files) copyFileSync(file, join(place, file.split('/').at(-1) ?? ''));
        const { apiServer } = parse(patch) as KubeadmPatch;
        const { extraArgs } = apiServer;
        await plane.restart(
          Object.fromEntries(
            extraArgs.map(({ name, value }) => [name, value.replace(CONTROL_PLANE_DIRECTORY, place)]),
          ),
        );
        await administrator.apply([mirrorPod(extraArgs)]);
      },
    };
  } catch (error) {
    await plane.stop(true);
    throw error;
  }
}

/** The API server as the kubelet of a control-plane node shows it. */
function mirrorPod(flags: Flags): KubernetesObject {
  const command = ['kube-apiserver', ...flags.map(({ name, value }) => `--${name}=${value}`)];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'kube-apiserver-control-plane-1',
      namespace: 'kube-system',
      labels: { component: 'kube-apiserver', tier: 'control-plane' },
    },
    spec: {
      containers: [{ name: 'kube-apiserver', image: 'registry.k8s.io/kube-apiserver:v1.36.3', command }],
    },
  } as unknown as KubernetesObject;
}

async function fillCluster(administrator: Administrator): Promise<void> {
  await administrator.apply(
    NAMESPACES.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
  );
  await administrator.apply([...readManifest('secrets'), ...readManifest('ingress'), ...PEERS]);
  const ingress = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', namespace: 'auth', name: 'auth' };
  const status = { loadBalancer: { ingress: [{ hostname: LOAD_BALANCER }] } };
  await administrator.patch(ingress, { status }, 'status');
}

/** A peer's Deployment. No Pod of it runs: this cluster has no nodes. */
function peer(name: string, image: string, args: readonly string[]): KubernetesObject {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: name },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name, image, args }] } },
    },
  } as unknown as KubernetesObject;
}

const PEERS = [
  peer('external-secrets', 'ghcr.io/external-secrets/external-secrets:v0.9.20', ['--concurrent=1']),
  peer('external-dns', 'registry.k8s.io/external-dns/external-dns:v0.14.0', [
    '--provider=aws',
    '--source=ingress',
    '--policy=sync',
    '--registry=txt',
    '--txt-owner-id=eco2-dev',
    '--domain-filter=dev.growbin.app',
  ]),
];
