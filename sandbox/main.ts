import { Narrator } from './narrative/narrator.ts';
import { parseStartOptions, USAGE } from './narrative/options.ts';
import { Stage } from './narrative/stage.ts';
import { tellStory } from './narrative/story.ts';
import { printCommands } from './narrative/try-by-hand.ts';
import { portsFrom } from './runtime/ports.ts';
import { startSandbox } from './runtime/start-sandbox.ts';

/** Exit status of a run that was ended before its story was. */
const INTERRUPTED = 130;

/** `npm start`: the whole system on this machine, and its story. */
async function main(argv: readonly string[]): Promise<number> {
  const options = parseStartOptions(argv);
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const narrator = new Narrator({
    isTTY: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
    write: (text) => process.stdout.write(text),
  });
  narrator.title(
    'sluice: parameters into Secrets, hostnames into Route 53; the real template, on this machine',
  );
  narrator.plain(
    'Latencies are those of this run; on AWS, event bus, queue and cold starts add about a second.',
  );
  const interrupted = untilInterrupted();
  const started = performance.now();
  const report = (text: string): void => narrator.missed(text);
  const progress = (text: string): void => narrator.plain(text);
  const { real } = options;
  const sandbox = await startSandbox({ ports: portsFrom(options.port), report, real, progress });
  try {
    if (options.logs) sandbox.logs.follow(({ group, text }) => narrator.log(group, text));
    const { aws, kubernetes } = sandbox.endpoints;
    const text = `template synthesized and deployed: AWS at ${aws}, Kubernetes API at ${kubernetes}`;
    narrator.saw(text, performance.now() - started);
    const stage = new Stage(sandbox, narrator);
    const story = tellStory(stage).then(() => 'told' as const);
    const ending = await Promise.race([story, interrupted]);
    stage.stop();
    if (ending === 'interrupted') return INTERRUPTED;
    narrator.verdict();
    if (options.once) return narrator.missing.length === 0 ? 0 : 1;
    printCommands(narrator, sandbox);
    await interrupted;
    return 0;
  } finally {
    await sandbox.close();
  }
}

/** Resolves at the first Ctrl-C or SIGTERM. A second one ends the process at once, as without us. */
function untilInterrupted(): Promise<'interrupted'> {
  return new Promise((resolve) => {
    const stop = (): void => {
      process.removeListener('SIGINT', stop);
      process.removeListener('SIGTERM', stop);
      resolve('interrupted');
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
