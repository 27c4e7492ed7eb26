import { readFileSync } from 'node:fs';
import { type RequestOptions, request } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import { createCluster } from '../lambdas/adapters/kubernetes/client.ts';
import type { HttpRequest, HttpResponse, Transport } from '../lambdas/adapters/kubernetes/http.ts';
import { TransientError } from '../lambdas/core/errors.ts';
import type { Cluster } from '../lambdas/core/ports.ts';

/** A cluster with the rights of whoever runs the command: contexts, exec plugins and client certificates included. */
export interface UserCluster {
  readonly context: string;
  /** `https://host:port`, and the path of a proxy where there is one. */
  readonly endpoint: string;
  /** PEM; empty where the kubeconfig names none. */
  readonly ca: string;
  readonly cluster: Cluster;
  /** For what is no object of the API: `/version`, access reviews. */
  readonly transport: Transport;
}

const TIMEOUT_MS = 20_000;

/**
 * Opens the cluster of a kubeconfig context (`KUBECONFIG`, else `~/.kube/config`); nothing is asked of it yet.
 * @param context default: the current one
 * @throws Error when there is no such context, or it names no cluster
 */
export function openUserCluster(context: string | undefined): UserCluster {
  const config = new KubeConfig();
  config.loadFromDefault();
  const names = config.getContexts().map(({ name }) => name);
  if (context !== undefined) {
    if (!names.includes(context)) {
      throw new Error(
        `the kubeconfig has no context ${JSON.stringify(context)}; it has ${names.join(', ') || 'none'}`,
      );
    }
    config.setCurrentContext(context);
  }
  const found = config.getCurrentCluster();
  if (found === null || !names.includes(config.getCurrentContext())) {
    throw new Error(
      'the kubeconfig names no current cluster: set KUBECONFIG, or name one with --context; ' +
        `it has ${names.join(', ') || 'none'}`,
    );
  }
  const transport = transportOf(config, found.server);
  return {
    context: config.getCurrentContext(),
    endpoint: found.server.replace(/\/$/, ''),
    ca: caOf(found),
    cluster: createCluster(transport),
    transport,
  };
}

function caOf({ caData, caFile }: { readonly caData?: string; readonly caFile?: string }): string {
  if (caData !== undefined && caData !== '') return Buffer.from(caData, 'base64').toString('utf8');
  return caFile === undefined || caFile === '' ? '' : readFileSync(caFile, 'utf8');
}

/** @param server may have a path, as that of a proxy before many clusters (`https://host/k8s/clusters/c-1`) */
function transportOf(config: KubeConfig, server: string): Transport {
  const base = server.replace(/\/$/, '');
  return async (asked) => {
    const options: RequestOptions = {
      method: asked.method,
      headers: { ...asked.headers },
      timeout: TIMEOUT_MS,
    };
    await config.applyToHTTPSOptions(options);
    return exchange(new URL(`${base}${asked.path}`), options, asked);
  };
}

function exchange(url: URL, options: RequestOptions, { body }: HttpRequest): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const unreachable = (cause: Error) =>
      reject(
        new TransientError(`${url.origin} does not answer: ${cause.message}`, {
          code: 'Unreachable',
          subject: url.origin,
        }),
      );
    const sent = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', unreachable);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(
            Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
          ),
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    sent.on('error', unreachable);
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
    sent.end(body);
  });
}
