/** The certificates of a PEM bundle, without white space, so that two bundles compare. */
export function certificatesOf(pem: string): readonly string[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => block.replaceAll(/\s/g, ''));
}
