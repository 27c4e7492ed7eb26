/** Go's regular expressions; positions are byte offsets. */
export interface Expression {
  /** Instructions of the compiled expression, which times the text is what a search costs at most. */
  readonly size: number;
  /** Pairs of start and end of the whole match and each group, -1 for a group that took no part. */
  find(bytes: string, from: number): readonly number[] | undefined;
  readonly groupNames: ReadonlyMap<string, number>;
}

export interface RegexpLibrary {
  /** Throws a FunctionError in Go's words (`error parsing regexp: ...`). */
  compile(pattern: string): Expression;
}

/** A YAML node whose scalars are still text: what it means is ours to say, as Go's rules differ from YAML's. */
export type YamlNode =
  | {
      readonly kind: 'scalar';
      readonly text: string;
      readonly isPlain: boolean;
      readonly tag: string | undefined;
    }
  | { readonly kind: 'sequence'; readonly items: readonly YamlNode[] }
  | { readonly kind: 'mapping'; readonly pairs: readonly (readonly [YamlNode, YamlNode])[] };

export interface YamlLibrary {
  /** The first document, undefined when empty; throws a FunctionError that says what is wrong. */
  parse(text: string): YamlNode | undefined;
}

export interface Pkcs12Request {
  /** PEM. */
  readonly certificates: string;
  /** PEM. */
  readonly key: string;
  readonly password: string;
  /** Whether certificates behind the first are kept. */
  readonly isChain: boolean;
}

/** PKCS#12 files; each function throws a FunctionError. Byte strings. */
export interface Pkcs12Library {
  /** The key of a file, as PEM. */
  key(bytes: string, password: string): string;
  /** Its certificates, as PEM. */
  certificates(bytes: string, password: string): string;
  /** A file, in base64. */
  encode(request: Pkcs12Request): string;
  /** A trust store of certificates in PEM, in base64. */
  encodeTrust(certificates: string, password: string): string;
}

/** Large parts, loaded only for templates that name a function which needs them. */
export interface Libraries {
  readonly regexp?: RegexpLibrary | undefined;
  readonly yaml?: YamlLibrary | undefined;
  readonly pkcs12?: Pkcs12Library | undefined;
}
