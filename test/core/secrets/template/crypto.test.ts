import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { render } from './render.ts';

const once = { isCreatedOnce: true };

describe('certificates made in a template', () => {
  test('are signed by the authority made beside them', async () => {
    const template =
      '{{ $ca := genCAWithKey "ca" 365 (genPrivateKey "ecdsa") }}' +
      '{{ $c := genSignedCertWithKey "svc" (list "10.0.0.1" "::1") (list "a.example.com") 30 $ca (genPrivateKey "ecdsa") }}' +
      '{{ $ca.Cert }}|{{ $c.Cert }}|{{ certSANs $c.Cert }}';
    const [authority = '', leaf = '', names] = (await render(template, once)).split('|');
    const issuer = new X509Certificate(authority);
    const certificate = new X509Certificate(leaf);

    expect(certificate.verify(issuer.publicKey)).toBe(true);
    expect(certificate.checkIssued(issuer)).toBe(true);
    expect(issuer.ca).toBe(true);
    expect(certificate.ca).toBe(false);
    expect(names).toBe('[a.example.com 10.0.0.1 ::1]');
  });
});

describe('PKCS#12 files', () => {
  const pems = async () => {
    const template =
      '{{ $c := genSelfSignedCertWithKey "svc" nil nil 30 (genPrivateKey "ecdsa") }}{{ $c.Cert }}|{{ $c.Key }}';
    const [cert = '', key = ''] = (await render(template, once)).split('|');
    return { cert, key };
  };

  test('give back what was put in, and only with the password', async () => {
    const data = await pems();

    expect(
      await render('{{ pemToPkcs12Pass .cert .key "pw" | b64dec | pkcs12certPass "pw" }}', { data }),
    ).toBe(data.cert);
    await expect(
      render('{{ pemToPkcs12Pass .cert .key "pw" | b64dec | pkcs12certPass "no" }}', { data }),
    ).rejects.toThrow('pkcs12: decryption password incorrect');
  });

  test('of one content are always the same, so that a sync does not rewrite the Secret', async () => {
    const data = await pems();
    const template = '{{ fullPemToPkcs12 .cert .key }}{{ pemTruststoreToPKCS12 .cert }}';

    expect(await render(template, { data })).toBe(await render(template, { data }));
  });

  test('of other contents share no salt', async () => {
    const [first, second] = [await pems(), await pems()];
    const file = async (data: Readonly<Record<string, string>>) =>
      Buffer.from(await render('{{ pemToPkcs12 .cert .key }}', { data }), 'base64');

    // The salt of the MAC stands before the count of rounds, at the end of the file.
    expect((await file(first)).subarray(-20, -4)).not.toEqual((await file(second)).subarray(-20, -4));
  });
});

describe('encryptAES', () => {
  test('is undone by decryptAES', async () => {
    expect(await render('{{ encryptAES "k" .v | decryptAES "k" }}', { ...once, data: { v: 'väl' } })).toBe(
      'väl',
    );
  });
});
