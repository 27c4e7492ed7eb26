import { basename, join } from 'node:path';
import type { Bench } from '../context.ts';
import type { LoadPartProgram } from '../function/load-part.ts';
import type { TemplatesProgram } from '../function/templates.ts';
import type { Quantity } from '../quantity.ts';
import type { Section } from '../section.ts';
import { formatSpread, median } from '../statistics.ts';

const EXTERNAL_SECRETS = 1_000;
const CPU_MS_MAX = 1_000;
const ROUNDS = 3;
/** The template engine as it is loaded with the first template, what it shares with other parts included. */
const ENGINE_OWN_BYTES_MAX = 90 * 1024;
const ENGINE = 'template-renderer.lazy.ts';

/** Time of templates, and of everything that is loaded on first use. */
export const templates: Section = {
  name: 'templates',
  title: `CPU of the templates of ${EXTERNAL_SECRETS} ExternalSecrets in fresh processes, and of loading parts on first use`,
  async measure(bench) {
    return [...(await measureRendering(bench)), ...(await measureParts(bench))];
  },
};

async function measureRendering(bench: Bench): Promise<readonly Quantity[]> {
  const cold: number[] = [];
  const warm: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const program = await bench.startProgram<TemplatesProgram>('templates');
    const { coldMs, warmMs } = await program.remote.render(EXTERNAL_SECRETS);
    await program.close();
    cold.push(coldMs);
    warm.push(warmMs);
  }
  return [
    {
      name: `${EXTERNAL_SECRETS} ExternalSecrets read, parsed and rendered, cold`,
      value: median(cold),
      unit: 'ms',
      target: CPU_MS_MAX,
      fail: CPU_MS_MAX,
      note: `${formatSpread(cold, 0)} ms`,
    },
    { name: 'the same with the parsed templates kept', value: median(warm), unit: 'ms' },
  ];
}

async function measureParts(bench: Bench): Promise<readonly Quantity[]> {
  const { directory, metafile } = await bench.bundle('secret-sync');
  const measured: Quantity[] = [];
  for (const [path, { entryPoint, bytes }] of Object.entries(metafile.outputs)) {
    if (entryPoint === undefined || !entryPoint.startsWith('lambdas/')) continue;
    const part = basename(entryPoint);
    if (part === 'handler.ts') continue;
    const program = await bench.startProgram<LoadPartProgram>('load-part');
    const value = await program.remote.load(join(directory, basename(path)));
    await program.close();
    const name = `loading ${part}`;
    measured.push({ name, value, unit: 'ms', note: `${(bytes / 1024).toFixed(0)} KB, other files aside` });
  }
  const engine = ownBytesBehind(metafile) / 1024;
  const limit = ENGINE_OWN_BYTES_MAX / 1024;
  return [
    ...measured.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    { name: 'own code of the template engine', value: engine, unit: 'KB', target: limit, fail: limit },
  ];
}

type Metafile = Awaited<ReturnType<Bench['bundle']>>['metafile'];

/** Own code that the first template loads beside the handler's. */
function ownBytesBehind({ outputs }: Metafile): number {
  const entry = (suffix: string) =>
    Object.keys(outputs).filter((path) => outputs[path]?.entryPoint?.endsWith(suffix) === true);
  const known = reach(outputs, entry('/handler.ts'));
  const files = [...reach(outputs, entry(`/${ENGINE}`))].filter((path) => !known.has(path));
  return files
    .flatMap((path) => Object.entries(outputs[path]?.inputs ?? {}))
    .filter(([path]) => path.startsWith('lambdas/'))
    .reduce((total, [, input]) => total + input.bytesInOutput, 0);
}

function reach(outputs: Metafile['outputs'], from: readonly string[]): ReadonlySet<string> {
  const found = new Set(from);
  for (const path of found) {
    for (const imported of outputs[path]?.imports ?? []) {
      if (imported.external !== true && imported.kind !== 'dynamic-import') found.add(imported.path);
    }
  }
  return found;
}
