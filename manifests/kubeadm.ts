import type { ClusterConfiguration } from '../stack/config.ts';
import { CONTROL_PLANE_DIRECTORY } from './admission-configuration.ts';

/** Versions of `kubeadm.k8s.io` in use: v1beta4 from Kubernetes 1.31 on; v1beta3 before. */
export type KubeadmVersion = 'v1beta3' | 'v1beta4';

interface Argument {
  readonly name: string;
  readonly value: string;
}

/**
 * What a kubeadm ClusterConfiguration needs besides its own settings: kube-apiserver's arguments for the files that
 * `authentication` and `admission` print, and the directory they are in. v1beta4 takes arguments as a list, v1beta3 as
 * a map (reference: kubernetes 4.1).
 *
 * @returns undefined when the API server needs no file: neither web-identity nor a notifier's token is configured
 */
export function compileKubeadm(
  { auth, notifier }: ClusterConfiguration,
  { version = 'v1beta4' }: { readonly version?: KubeadmVersion } = {},
): object | undefined {
  const files: readonly (Argument | undefined)[] = [
    auth.mode === 'web-identity' ? argument('authentication-config', 'authentication.yaml') : undefined,
    notifier?.tokenSha256 === undefined
      ? undefined
      : argument('admission-control-config-file', 'admission.yaml'),
  ];
  const given = files.filter((file) => file !== undefined);
  if (given.length === 0) return undefined;
  const extraArgs =
    version === 'v1beta4' ? given : Object.fromEntries(given.map(({ name, value }) => [name, value]));
  return {
    apiVersion: `kubeadm.k8s.io/${version}`,
    kind: 'ClusterConfiguration',
    apiServer: {
      extraArgs,
      extraVolumes: [
        {
          name: 'sluice',
          hostPath: CONTROL_PLANE_DIRECTORY,
          mountPath: CONTROL_PLANE_DIRECTORY,
          readOnly: true,
          pathType: 'Directory',
        },
      ],
    },
  };
}

function argument(name: string, file: string): Argument {
  return { name, value: `${CONTROL_PLANE_DIRECTORY}/${file}` };
}
