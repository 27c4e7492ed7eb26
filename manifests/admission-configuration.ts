import type { ClusterConfiguration } from '../stack/config.ts';

/** Where kubeadm mounts the files below; `docs/notifier.md` shows the patch. */
const DIRECTORY = '/etc/kubernetes/sluice';

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
    users: [{ name: host, user: { tokenFile: `${DIRECTORY}/notify-token` } }],
  };
  const webhooks = {
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'WebhookAdmissionConfiguration',
    kubeConfigFile: `${DIRECTORY}/notify-kubeconfig`,
  };
  const configuration = {
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'AdmissionConfiguration',
    plugins: [{ name: 'ValidatingAdmissionWebhook', configuration: webhooks }],
  };
  return [configuration, kubeconfig];
}
