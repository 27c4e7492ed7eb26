/** RC2 (RFC 2268), which old PKCS#12 files use for their certificates and OpenSSL no longer offers. Decryption only. */

/** PITABLE of RFC 2268, section 2. */
const PI_TABLE = Buffer.from(
  'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2179a59f587b34f1361456d8d09817d32' +
    'bd8f40eb86b77b0bf09521225c6b4e8254d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626' +
    '6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed708e8eade8052eef784aa72ac354d6a2a' +
    '961ad2715a1549744b9fd05e0418a4ecc2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731' +
    '2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a90d38341bab33ffb0bb480c5fb9b1cd2e' +
    'c5f3db47e5a59c770aa62068fe7fc1ad',
  'hex',
);
const BLOCK_BYTES = 8;
const ROTATIONS: readonly number[] = [1, 2, 3, 5];

/** CBC decryption with the whole key effective; padding is left on. */
export function decryptRc2(key: Buffer, iv: Buffer, data: Buffer): Buffer {
  const words = expandKey(key);
  const blocks: Buffer[] = [];
  let previous = iv;
  for (let offset = 0; offset < data.length; offset += BLOCK_BYTES) {
    const block = data.subarray(offset, offset + BLOCK_BYTES);
    const plain = decryptBlock(words, block);
    blocks.push(Buffer.from(plain.map((byte, index) => byte ^ (previous[index] ?? 0))));
    previous = block;
  }
  return Buffer.concat(blocks);
}

function pi(index: number): number {
  return PI_TABLE[index & 0xff] ?? 0;
}

function expandKey(key: Buffer): readonly number[] {
  const bytes = Buffer.alloc(128);
  key.copy(bytes);
  const at = (index: number): number => bytes[index] ?? 0;
  for (let index = key.length; index < 128; index += 1)
    bytes[index] = pi(at(index - 1) + at(index - key.length));
  const start = 128 - key.length;
  bytes[start] = pi(at(start));
  for (let index = start - 1; index >= 0; index -= 1)
    bytes[index] = pi(at(index + 1) ^ at(index + key.length));
  return Array.from({ length: 64 }, (_, index) => bytes.readUInt16LE(index * 2));
}

function decryptBlock(key: readonly number[], block: Buffer): Buffer {
  const words = [0, 2, 4, 6].map((offset) => block.readUInt16LE(offset));
  const at = (index: number): number => words[(index + 4) % 4] ?? 0;
  let next = 63;
  const mix = (): void => {
    for (let index = 3; index >= 0; index -= 1) {
      const rotation = ROTATIONS[index] ?? 0;
      const value = at(index);
      const rotated = ((value >> rotation) | (value << (16 - rotation))) & 0xffff;
      const mask = at(index - 1);
      words[index] = (rotated - (key[next] ?? 0) - (mask & at(index - 2)) - (~mask & at(index - 3))) & 0xffff;
      next -= 1;
    }
  };
  const mash = (): void => {
    for (let index = 3; index >= 0; index -= 1)
      words[index] = (at(index) - (key[at(index - 1) & 63] ?? 0)) & 0xffff;
  };
  for (const rounds of [5, 6, 5]) {
    for (let round = 0; round < rounds; round += 1) mix();
    if (next >= 0) mash();
  }
  const plain = Buffer.alloc(BLOCK_BYTES);
  for (const [index, word] of words.entries()) plain.writeUInt16LE(word, index * 2);
  return plain;
}
