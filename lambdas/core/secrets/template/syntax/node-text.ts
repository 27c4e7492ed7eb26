import { quote } from '../fmt/quote.ts';
import type { CommandNode, OperandNode, PipeNode, TemplateNode } from './node.ts';

/** A node as Go writes it in messages: normalised, not as it was typed. */
export function nodeText(node: OperandNode | CommandNode | TemplateNode): string {
  switch (node.kind) {
    case 'number':
      return node.text;
    case 'string':
      return node.quoted;
    case 'field':
      return node.names.map((name) => `.${name}`).join('');
    case 'variable':
      return node.names.join('.');
    case 'chain':
      return [wordText(node.node), ...node.names].join('.');
    case 'identifier':
      return node.name;
    case 'bool':
      return String(node.value);
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'pipe':
      return pipeText(node);
    case 'command':
      return node.words.map(wordText).join(' ');
    case 'template':
      return `{{template ${quote(node.name)}${node.pipe === undefined ? '' : ` ${pipeText(node.pipe)}`}}}`;
  }
}

function wordText(word: OperandNode): string {
  return word.kind === 'pipe' ? `(${pipeText(word)})` : nodeText(word);
}

function pipeText({ declared, isAssignment, commands }: PipeNode): string {
  const names = declared.map(nodeText).join(', ');
  const prefix = declared.length === 0 ? '' : `${names} ${isAssignment ? '=' : ':='} `;
  return prefix + commands.map(nodeText).join(' | ');
}
