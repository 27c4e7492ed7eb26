import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { HttpResponse } from '../../../lambdas/adapters/kubernetes/http.ts';
import { createExchange } from '../../../lambdas/adapters/kubernetes/https-exchange.ts';
import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import { Narrator } from '../../../sandbox/narrative/narrator.ts';
import { Stage } from '../../../sandbox/narrative/stage.ts';
import type { Sandbox } from '../../../sandbox/runtime/start-sandbox.ts';
import type { Template } from '../../../sandbox/template/template.ts';

/** Real time after which something that does not end counts as not happening. */
const PATIENCE_MS = 90_000;
/** What is not there when the sandbox was idle for this long does not come. */
const QUIET_MS = 1_500;
/** And was seen idle so often: on a slow machine that time may pass between two looks. */
const QUIET_LOOKS_MIN = 20;
const LOOK_MS = 10;

/** Thrown by a step whose promise does not hold. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
}

/** Something that a step asks of the template itself, because the sandbox does not act on it: alarms, dashboard. */
export interface TemplateDemand {
  readonly step: string;
  readonly what: string;
  readonly holds: (template: Template) => boolean;
}

/** What was deployed, and what is noted while the story goes on. */
export interface Deployed {
  readonly template: Template;
  readonly demands: TemplateDemand[];
  /** What went wrong outside any function. A mapping that is refused its queue never comes to rest. */
  readonly problems: readonly string[];
}

/** A deployed sandbox as the steps of the story use it. */
export class StoryWorld extends Stage {
  /** As it was deployed. */
  readonly template: Template;
  /** Name of the step that runs. */
  step = '';
  /** What makes the API server tell the notifier; off until a chapter applies it. */
  webhooks: readonly KubernetesObject[] = [];
  readonly #deployed: Deployed;

  constructor(sandbox: Sandbox, deployed: Deployed) {
    super(sandbox, new Narrator({ write: () => undefined }));
    this.template = deployed.template;
    this.#deployed = deployed;
  }

  /** Most steps say when something is looked at; the API server must not tell of it first. */
  async takeWebhooksOff(): Promise<void> {
    const address = {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      name: 'sluice-events',
    };
    const found = await this.administrator.get(address);
    if (found === undefined) return;
    const { resourceVersion: _read, uid: _its, ...metadata } = found.metadata;
    this.webhooks = [{ ...found, metadata }];
    await this.administrator.delete(address);
  }

  /** And what its event leads to, so that it does not become what a later step looks at. */
  override async putParameter(name: string, value: string): Promise<void> {
    await super.putParameter(name, value);
    await this.untilIdle();
  }

  /** Until no message waits and no function runs, or nobody could take what waits. */
  override async untilIdle(): Promise<void> {
    const started = performance.now();
    while (!this.sandbox.stack.isIdle() && performance.now() - started < PATIENCE_MS) {
      if (this.#isStuck()) return;
      await pause();
    }
  }

  /** A mapping that may not read its queue leaves every message where it is. */
  #isStuck(): boolean {
    return this.#deployed.problems.some((text) => text.startsWith('event source mapping'));
  }

  /** The next sweep of both halves, and everything that follows from it. */
  async sweep(): Promise<void> {
    await this.untilIdle();
    this.advanceToSweep('the story asks for it');
    await this.untilIdle();
  }

  /** Moves the clock, and awaits what follows. */
  async pass(ms: number): Promise<void> {
    this.advance(ms, 'the story asks for it');
    await this.untilIdle();
  }

  /** Until `look` says yes. @throws StepFailed when it still says no after all is quiet */
  async see(what: string, look: () => boolean | Promise<boolean>): Promise<void> {
    const started = performance.now();
    let quiet = { since: started, looks: 0 };
    while (!(await look())) {
      const now = performance.now();
      const isBusy = !this.sandbox.stack.isIdle() && !this.#isStuck();
      quiet = isBusy ? { since: now, looks: 0 } : { ...quiet, looks: quiet.looks + 1 };
      const isOver = now - quiet.since > QUIET_MS && quiet.looks >= QUIET_LOOKS_MIN;
      if (isOver || now - started > PATIENCE_MS) throw new StepFailed(what);
      await pause();
    }
  }

  /** @throws StepFailed with `what` unless it holds of the template */
  demandOfTemplate(what: string, holds: (template: Template) => boolean): void {
    this.#deployed.demands.push({ step: this.step, what, holds });
    if (!holds(this.template)) throw new StepFailed(what);
  }

  /** A queue of the stack by the end of its name. */
  queue(suffix: string) {
    const { queues } = this.sandbox.aws.in().sqs.state;
    const found = [...queues.values()].find(({ name }) => name.endsWith(suffix));
    if (found === undefined) throw new StepFailed(`there is no queue ...${suffix}`);
    return found;
  }

  /** A request to the API server with the token of one of the functions. */
  async asFunction(
    name: string,
    request: {
      readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
      readonly path: string;
      readonly body?: object;
    },
  ): Promise<HttpResponse> {
    const { aws, endpoints, kubeconfigPath, stack } = this.sandbox;
    const deployed = stack.functions.find(({ resource }) => resource.name.endsWith(name));
    if (deployed === undefined) throw new StepFailed(`there is no function ...${name}`);
    const { arn, properties } = deployed.resource;
    const session = { roleArn: properties.Role, sessionName: name, durationSeconds: 3600, functionArn: arn };
    const { accessKeyId, sessionToken } = aws.credentials.issueSession(session);
    const { WebIdentityToken } = aws
      .in()
      .sts.call(
        'GetWebIdentityToken',
        { Audience: ['kube:eco2-dev'], SigningAlgorithm: 'ES384', DurationSeconds: 600 },
        aws.credentials.resolve(accessKeyId, sessionToken),
      );
    const type = request.method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const exchange = createExchange({ endpoint: endpoints.kubernetes, ca: authorityOf(kubeconfigPath) });
    return exchange({
      method: request.method,
      path: request.path,
      headers: { 'content-type': type, authorization: `Bearer ${WebIdentityToken}` },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    });
  }
}

function authorityOf(kubeconfigPath: string): string {
  const { clusters } = parse(readFileSync(kubeconfigPath, 'utf8')) as {
    readonly clusters: readonly { readonly cluster: { readonly 'certificate-authority-data': string } }[];
  };
  return Buffer.from(clusters[0]?.cluster['certificate-authority-data'] ?? '', 'base64').toString('utf8');
}

async function pause(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}
