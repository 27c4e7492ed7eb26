/**
 * Go's strings are bytes. Here they are JavaScript strings of which every character is one byte (0 to 255), so that
 * invalid UTF-8 in a secret's value survives, `length`, slicing and `<` mean what they mean in Go, and the engine's
 * own searching stays fast. Text is converted only where a function looks at characters.
 */

/** UTF-8 bytes of a text. */
export function toByteString(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** The text of UTF-8 bytes; U+FFFD where they are not UTF-8. */
export function toText(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Whether every byte is below 128. */
export function isAscii(bytes: string): boolean {
  for (let index = 0; index < bytes.length; index += 1) {
    if (bytes.charCodeAt(index) >= 0x80) return false;
  }
  return true;
}
