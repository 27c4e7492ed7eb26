import { Argument, type Command, Option } from 'commander';
import { stringify } from 'yaml';
import type { KubernetesObject } from '../lambdas/core/kubernetes.ts';
import { compileAdmissionConfiguration } from '../manifests/admission-configuration.ts';
import { annotateForArgoCd } from '../manifests/argo-cd.ts';
import { compileAuditWebhook } from '../manifests/audit-webhook.ts';
import { compileAuthentication } from '../manifests/authentication.ts';
import { readCustomResourceDefinitions } from '../manifests/crds.ts';
import { compileGuardPolicies } from '../manifests/guard-policy.ts';
import { compileKubeadm, type KubeadmVersion } from '../manifests/kubeadm.ts';
import { compileNotifierWebhooks } from '../manifests/notifier-webhook.ts';
import { compileRbac } from '../manifests/rbac.ts';
import type { ClusterConfiguration } from '../stack/config.ts';
import { addClusterOptions, type ClusterOptions } from './cluster-option.ts';
import { type CliContext, EXIT_HELP } from './context.ts';
import { warnOfNpmLines } from './npm-lines.ts';
import { selectCluster } from './selection.ts';

interface ManifestsOptions extends ClusterOptions {
  readonly argoCd?: boolean;
  readonly authenticationVersion: 'v1' | 'v1beta1';
  readonly kubeadmVersion: KubeadmVersion;
}

/** @param standard whether it is printed because nothing was named: then what cannot be made yet is left out */
type Part = (
  cluster: ClusterConfiguration,
  options: ManifestsOptions & { readonly standard: boolean },
) => readonly object[];

/** What can be printed, in the order in which it is applied. */
const PARTS: Readonly<Record<string, Part>> = {
  crds: readCustomResourceDefinitions,
  rbac: compileRbac,
  guard: compileGuardPolicies,
  webhook: (cluster, { standard }) =>
    standard && cluster.notifier?.url === undefined ? [] : compileNotifierWebhooks(cluster),
  admission: compileAdmissionConfiguration,
  audit: compileAuditWebhook,
  kubeadm: (cluster, { kubeadmVersion }) => {
    const patch = compileKubeadm(cluster, { version: kubeadmVersion });
    return patch === undefined ? [] : [patch];
  },
  authentication: (cluster, { authenticationVersion }) => {
    const file = compileAuthentication(cluster, { version: authenticationVersion });
    return file === undefined ? [] : [file];
  },
};
/**
 * What every cluster needs. Not among it: the AuthenticationConfiguration, a file of the API server, for which
 * `kubectl apply` would refuse the whole stream; and the definitions, which would replace those of a running ESO.
 */
const STANDARD = ['rbac', 'guard', 'webhook'];

/** What is an object of the cluster, and no file of the API server. */
const APPLIED = ['crds', ...STANDARD];

/** What `sluice manifests` prints unasked, in the order in which it is applied. */
export function compileStandardManifests(cluster: ClusterConfiguration): readonly KubernetesObject[] {
  const webhooks = cluster.notifier?.url === undefined ? [] : compileNotifierWebhooks(cluster);
  return [...compileRbac(cluster), ...compileGuardPolicies(cluster), ...webhooks];
}

/** `sluice manifests`: the objects the cluster needs, as YAML. */
export function addManifests(program: Command, context: CliContext): void {
  addClusterOptions(program.command('manifests'))
    .description('print the Kubernetes objects that sluice needs, made from the configuration')
    .addArgument(new Argument('[parts...]', 'what to print').choices(Object.keys(PARTS)).default(STANDARD))
    .addOption(
      new Option('--authentication-version <version>', 'v1 from Kubernetes 1.34 on, v1beta1 from 1.30 on')
        .choices(['v1', 'v1beta1'])
        .default('v1'),
    )
    .addOption(
      new Option('--kubeadm-version <version>', 'v1beta4 from Kubernetes 1.31 on, v1beta3 before')
        .choices(['v1beta3', 'v1beta4'])
        .default('v1beta4'),
    )
    .option('--argo-cd', 'with the sync waves and options that Argo CD reads, for a Git repository')
    .addHelpText(
      'after',
      `
Parts:
  crds            slim definitions, only where External Secrets Operator and ExternalDNS never installed theirs
  rbac            roles and bindings, per namespace for Secrets
  guard           admission policies for what RBAC cannot say (Kubernetes 1.30 and later)
  webhook         by which the API server tells the notifier of changes; needs notifier.url
  admission       kube-apiserver --admission-control-config-file and the kubeconfig it names, where
                  notifier.tokenSha256 is set; not for kubectl
  audit           kube-apiserver --audit-policy-file and --audit-webhook-config-file, in place of the webhook
                  on kubeadm; not for kubectl
  authentication  the file for kube-apiserver --authentication-config; not for kubectl
  kubeadm         what to add to kubeadm's ClusterConfiguration for those two files; not for kubectl

Examples:
  npm run -s sluice -- manifests | kubectl apply -f -
  npm run -s sluice -- manifests --argo-cd > sluice.yaml
  npm run -s sluice -- manifests authentication > authentication.yaml
${EXIT_HELP}`,
    )
    .action((parts: readonly string[], options: ManifestsOptions) => {
      const cluster = selectCluster(context.loadConfiguration(options.config), options.cluster);
      const objects = Object.entries(PARTS)
        .filter(([name]) => parts.includes(name))
        .flatMap(([name, compile]) => {
          const made = compile(cluster, { ...options, standard: parts === STANDARD });
          const isApplied = options.argoCd === true && APPLIED.includes(name);
          return isApplied ? made.map((object) => annotateForArgoCd(name, object as KubernetesObject)) : made;
        });
      context.write(
        objects
          .map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }))
          .join('---\n'),
      );
      process.stderr.write(warnOfNpmLines(process.env, process.stdout.isTTY === true) ?? '');
    });
}
