/** What a kubeconfig says. */
export interface KubeconfigOptions {
  readonly endpoint: string;
  /** PEM. */
  readonly ca: string;
  readonly token: string;
}

/** A kubeconfig with one context, as JSON, which is YAML. */
export function formatKubeconfig({ endpoint, ca, token }: KubeconfigOptions): string {
  const name = 'sluice-sandbox';
  const document = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name,
        cluster: { server: endpoint, 'certificate-authority-data': Buffer.from(ca).toString('base64') },
      },
    ],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace: 'auth' } }],
    'current-context': name,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
