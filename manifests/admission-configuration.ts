import type { ClusterConfiguration } from '../stack/config.ts';

/** Directory of our files on control-plane nodes, which `compileKubeadm` mounts into the API server. */
export const CONTROL_PLANE_DIRECTORY = '/etc/kubernetes/sluice';

/**
 * The two files with which a kubeadm API server sends the notifier a bearer token: its `--admission-control-config-file`
 * and the kubeconfig named there. The token itself is in neither: it stays in a file of the control-plane nodes.
 *
 * @returns nothing when no token is configured
 * @throws Error when `notifier.url` is not configured
 */
export function compileAdmissionConfiguration({ notifier, name }: ClusterConfiguration): readonly object[] {
  if (notifier?.tokenSha256 === undefined) return [];
  if (notifier.url === undefined) {
    throw new Error(
      `cluster ${name} has no notifier.url: deploy once, then put the stack's output NotifyUrl there`,
    );
  }
  const { hostname, port } = new URL(notifier.url);
  // The exact host: any wider entry would hand the token to every webhook of the cluster.
  const host = port === '' ? hostname : `${hostname}:${port}`;
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    users: [{ name: host, user: { tokenFile: `${CONTROL_PLANE_DIRECTORY}/notify-token` } }],
  };
  const webhooks = {
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'WebhookAdmissionConfiguration',
    kubeConfigFile: `${CONTROL_PLANE_DIRECTORY}/notify-kubeconfig`,
  };
  const configuration = {
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'AdmissionConfiguration',
    plugins: [{ name: 'ValidatingAdmissionWebhook', configuration: webhooks }],
  };
  return [configuration, kubeconfig];
}
