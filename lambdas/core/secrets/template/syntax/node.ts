import type { GoComplex } from '../values.ts';

/** Go's parse tree (text/template/parse). `position` is an offset in bytes, for messages. */

/** A literal number may be several things; which one it becomes depends on where it stands. */
export interface NumberNode {
  readonly kind: 'number';
  readonly position: number;
  readonly text: string;
  readonly int?: bigint | undefined;
  readonly uint?: bigint | undefined;
  readonly float?: number | undefined;
  readonly complex?: GoComplex | undefined;
}

export interface StringNode {
  readonly kind: 'string';
  readonly position: number;
  readonly quoted: string;
  readonly text: string;
}

/** `.a.b`: names after the dots. */
export interface FieldNode {
  readonly kind: 'field';
  readonly position: number;
  readonly names: readonly string[];
}

/** `$x.a`: `$x`, then the names. */
export interface VariableNode {
  readonly kind: 'variable';
  readonly position: number;
  readonly names: readonly string[];
}

/** `(...).a.b`. */
export interface ChainNode {
  readonly kind: 'chain';
  readonly position: number;
  readonly node: OperandNode;
  readonly names: readonly string[];
}

export interface IdentifierNode {
  readonly kind: 'identifier';
  readonly position: number;
  readonly name: string;
}

export interface BoolNode {
  readonly kind: 'bool';
  readonly position: number;
  readonly value: boolean;
}

export interface PlainNode {
  readonly kind: 'dot' | 'nil';
  readonly position: number;
}

export type OperandNode =
  | NumberNode
  | StringNode
  | FieldNode
  | VariableNode
  | ChainNode
  | IdentifierNode
  | BoolNode
  | PlainNode
  | PipeNode;

/** Words between bars: a function and its arguments, or one operand. */
export interface CommandNode {
  readonly kind: 'command';
  readonly position: number;
  readonly words: readonly [OperandNode, ...OperandNode[]];
}

export interface PipeNode {
  readonly kind: 'pipe';
  readonly position: number;
  /** `$x = ...` of a variable there is already. */
  readonly isAssignment: boolean;
  readonly declared: readonly VariableNode[];
  readonly commands: readonly CommandNode[];
}

export interface TextNode {
  readonly kind: 'text';
  readonly position: number;
  readonly text: string;
}

export interface ActionNode {
  readonly kind: 'action';
  readonly position: number;
  readonly pipe: PipeNode;
}

export interface BranchNode {
  readonly kind: 'if' | 'with' | 'range';
  readonly position: number;
  readonly pipe: PipeNode;
  readonly list: ListNode;
  readonly otherwise?: ListNode | undefined;
}

export interface TemplateNode {
  readonly kind: 'template';
  readonly position: number;
  readonly name: string;
  readonly pipe?: PipeNode | undefined;
}

export interface JumpNode {
  readonly kind: 'break' | 'continue';
  readonly position: number;
}

export type StatementNode = TextNode | ActionNode | BranchNode | TemplateNode | JumpNode;

export interface ListNode {
  readonly nodes: readonly StatementNode[];
}

/** A template as parsed: the root by its own name, and every `define` and `block`. */
export interface ParsedTemplate {
  readonly name: string;
  readonly text: string;
  readonly trees: ReadonlyMap<string, ListNode>;
  /** Functions that are named anywhere in it. */
  readonly functions: ReadonlySet<string>;
}
