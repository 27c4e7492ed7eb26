/** Identifier octets of DER. */
export const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octets: 0x04,
  none: 0x05,
  oid: 0x06,
  utf8: 0x0c,
  sequence: 0x30,
  set: 0x31,
  bmp: 0x1e,
  /** `[0]`, constructed. */
  context0: 0xa0,
} as const;
