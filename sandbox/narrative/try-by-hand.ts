import type { Sandbox } from '../runtime/start-sandbox.ts';
import { LOAD_BALANCER } from './load-balancer.ts';
import type { Narrator } from './narrator.ts';

/** How to go on by hand: the environment for `aws` and `kubectl`, and some commands worth trying. */
export function printCommands(narrator: Narrator, sandbox: Sandbox): void {
  const { accessKeyId, secretAccessKey } = sandbox.aws.credentials.administrator;
  const names = sandbox.stack.functions.map(({ resource }) => resource.name);
  const secretSync = names.find((name) => name.endsWith('secret-sync')) ?? names[0];
  const parameter = '/eco2/dev/database/auth/postgres-password';
  narrator.plain('');
  narrator.title('The sandbox stays up, and sweeps go on each minute. In another terminal:');
  narrator.plain(`
  export AWS_ENDPOINT_URL=${sandbox.endpoints.aws} AWS_DEFAULT_REGION=${sandbox.region}
  export AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey}
  export KUBECONFIG=${sandbox.kubeconfigPath}

  aws ssm put-parameter --name ${parameter} --type SecureString --overwrite --value by-hand
  kubectl -n auth get secret postgres-auth -o jsonpath='{.data.POSTGRES_PASSWORD}' | base64 -d

  kubectl -n auth get externalsecrets
  kubectl -n auth patch secret postgres-auth --type merge -p '{"data":{"POSTGRES_PASSWORD":"d3Jvbmc="}}'
  kubectl -n auth delete secret postgres-auth
  echo '{"action":"resync"}' | aws lambda invoke --function-name ${secretSync} \\
      --payload fileb:///dev/stdin /dev/stdout

  kubectl -n auth get ingress
  kubectl -n auth get ingress auth -o yaml | kubectl replace --force -f -
  kubectl -n auth patch ingress auth --subresource=status --type merge \\
      -p '{"status":{"loadBalancer":{"ingress":[{"hostname":"${LOAD_BALANCER}"}]}}}'
  aws route53 list-resource-record-sets --hosted-zone-id ${[...sandbox.aws.route53.state.zones.keys()][0]}
  npm run sluice -- plan

  curl -X PUT $AWS_ENDPOINT_URL/_sandbox/faults \\
      -d '{"service":"ssm","action":"GetParameters","code":"ThrottlingException","calls":20}'
  curl $AWS_ENDPOINT_URL/_sandbox/faults          # those still waiting; -X DELETE ends them
  aws sqs list-queues --endpoint-url ${sandbox.endpoints.aws}    # version 1 of the CLI needs it for sqs

A change of a parameter is an event and arrives at once; a change in the cluster waits for the sweep, at most a minute.
No load balancer controller runs here: fill the status of an Ingress as above. npm start -- --logs shows what the
functions log.`);
  const aheadMs = sandbox.clock.now() - Date.now();
  narrator.plain(
    `The sandbox clock is ${Math.round(aheadMs / 60_000)} minutes ahead of this machine's. Ctrl-C ends it.`,
  );
}
