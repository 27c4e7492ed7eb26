import { NotSupported, type VectorRunner, type VectorRunners } from './vector.ts';

/**
 * What comes with templates and rewrite: each of these files fails as not supported
 * until its runner answers. Templates are rendered as under refreshPolicy CreatedOnce, so random functions run.
 */
export const templateRunners: VectorRunners = {
  'template-core': notBuilt('templates'),
  'template-errors': notBuilt('templates'),
  'template-sprig': notBuilt('templates'),
  'template-eso': notBuilt('templates'),
  'template-printf': notBuilt('templates'),
  'template-compare': notBuilt('templates'),
  'template-strings': notBuilt('templates'),
  'template-generated': notBuilt('templates'),
  'template-realistic': notBuilt('templates'),
  'eso-execute': notBuilt('templates'),
  'util-rewrite': notBuilt('dataFrom rewrite'),
};

function notBuilt(feature: string): VectorRunner {
  return () => {
    throw new NotSupported(feature);
  };
}
