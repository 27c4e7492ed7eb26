import { lookupProperty } from '../../lambdas/core/secrets/property-path.lazy.ts';
import { createTemplateEngine } from '../../lambdas/core/secrets/template/engine.ts';
import { createTemplateCache } from '../../lambdas/core/secrets/template/template-cache.ts';
import { TemplateError } from '../../lambdas/core/secrets/template/template-error.ts';
import { createDice, type Dice } from './dice.ts';
import { document, propertyPath } from './path-texts.ts';
import { providerData, scrambledTemplate, soundTemplate } from './template-texts.ts';

/** What became of the inputs of one part. */
export interface Tally {
  readonly part: Part;
  readonly inputs: number;
  /** Inputs with a result; the others were refused with a typed error. */
  readonly results: number;
  readonly slowestMs: number;
}

export interface Fuzzing {
  readonly tallies: readonly Tally[];
  /** Inputs that made something throw what it must not, or took too long; none is the aim. */
  readonly defects: readonly string[];
}

export type Part = 'lexer' | 'evaluator' | 'paths';

/** Rendering within its limits takes a second or two at the worst; what takes longer has slipped through them. */
const SLOW_MS = 10_000;
const DEFECTS_MAX = 20;

/** Whether an input gave a result. Throws what is no typed error. */
type Try = (dice: Dice, tell: (input: string) => void) => Promise<boolean>;

/** Feeds so many inputs to each part; the same seed makes the same inputs. */
export async function fuzz(options: {
  readonly seed: number;
  /** How many inputs a part gets. */
  readonly inputs: Readonly<Record<Part, number>>;
  readonly onProgress?: (done: number) => void;
}): Promise<Fuzzing> {
  const parts: Readonly<Record<Part, Try>> = {
    lexer: tryLexer(),
    evaluator: tryEvaluator(),
    paths: tryPaths(),
  };
  const tallies: Tally[] = [];
  const defects: string[] = [];
  let done = 0;
  for (const part of ['lexer', 'evaluator', 'paths'] as const) {
    const tally = { part, inputs: options.inputs[part], results: 0, slowestMs: 0 };
    const dice = createDice(options.seed * 3 + tallies.length);
    for (let index = 0; index < tally.inputs; index += 1) {
      let input = '';
      const started = performance.now();
      try {
        const hasResult = await parts[part](dice, (text) => {
          input = text;
        });
        if (hasResult) tally.results += 1;
      } catch (error) {
        defects.push(
          `${part}: ${JSON.stringify(input)}: ${error instanceof Error ? error.stack : String(error)}`,
        );
      }
      const tookMs = performance.now() - started;
      tally.slowestMs = Math.max(tally.slowestMs, tookMs);
      if (tookMs > SLOW_MS) defects.push(`${part}: ${JSON.stringify(input)}: took ${tookMs.toFixed(0)} ms`);
      if (defects.length >= DEFECTS_MAX) return { tallies: [...tallies, tally], defects };
      done += 1;
      options.onProgress?.(done);
    }
    tallies.push(tally);
  }
  return { tallies, defects };
}

function tryLexer(): Try {
  const engine = createTemplateEngine({ chance: undefined, cache: createTemplateCache() });
  return async (dice, tell) => {
    const template = scrambledTemplate(dice);
    tell(template);
    return isTyped(engine.prepare({ name: 'fuzz', template, isCreatedOnce: false }));
  };
}

function tryEvaluator(): Try {
  const engine = createTemplateEngine({ chance: undefined, cache: createTemplateCache() });
  return async (dice, tell) => {
    const template = soundTemplate(dice);
    const data = providerData(dice);
    tell(template);
    const missingKeys = dice.below(2) === 0 ? 'none' : 'error';
    return isTyped(engine.render({ name: 'fuzz', template, data, isCreatedOnce: false, missingKeys }));
  };
}

function tryPaths(): Try {
  return async (dice, tell) => {
    const path = propertyPath(dice);
    const text = document(dice);
    tell(`${path} in ${text}`);
    return lookupProperty(Buffer.from(text, 'latin1'), path).found;
  };
}

async function isTyped(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof TemplateError) return false;
    throw error;
  }
}
