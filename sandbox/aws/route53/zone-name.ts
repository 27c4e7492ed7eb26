/**
 * Names as Route 53 keeps them: lower-case, every byte outside `a-z 0-9 - _ .` as a three-digit octal escape
 * (`*` is `\052`), with a final dot. Order is that of ListResourceRecordSets: labels reversed, bytewise.
 */

/** Octal escapes of a name as the bytes they stand for (one character a byte; other characters unchanged). */
export function unescapeName(name: string): string {
  return name.replaceAll(/\\([0-7]{3})/g, (_whole, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}

/** A name as it is stored. Takes any spelling of it: upper case, without final dot, plain or escaped. */
export function storedName(name: string): string {
  const plain = unescapeName(name).toLowerCase();
  const dotted = plain.endsWith('.') ? plain : `${plain}.`;
  return dotted.replaceAll(
    /[^a-z0-9\-_.]/g,
    (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
}

/**
 * Position of a record set in its zone; comparing two positions as strings gives Route 53's order: reversed labels
 * with the trailing dot, then type, then set identifier. With fewer arguments it sorts before all it stands for.
 */
export function positionOf(stored: string, type?: string, setIdentifier?: string): string {
  const labels = unescapeName(stored).slice(0, -1).split('.').reverse();
  const name = `${labels.join('.')}.\u0000`;
  if (type === undefined) return name;
  if (setIdentifier === undefined) return `${name}${type}\u0000`;
  return `${name}${type}\u0000${setIdentifier}`;
}
