import type { Administrator } from '../../sandbox/runtime/administrator.ts';

/** The API server of a measurement. */
export interface BenchCluster {
  /** `https://127.0.0.1:<port>` */
  readonly endpoint: string;
  /** PEM. */
  readonly ca: string;
  /** Of a member of `system:masters`; undefined where every token is an administrator's. */
  readonly token?: string;
  readonly administrator: Administrator;
  /** Makes ExternalSecrets `app-1` up to `app-<count - 1>`, each as in sync as `app-0` is by its status. */
  grow(count: number): Promise<void>;
}

export interface BenchClusterOptions {
  /** Told whenever a Secret was stored. */
  readonly onSecretStored: () => void;
}
