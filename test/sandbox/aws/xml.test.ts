import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseXml } from '../../../sandbox/aws/wire/xml-parse.ts';
import { toXml } from '../../../sandbox/aws/wire/xml-write.ts';

describe('XML', () => {
  it('written and parsed again is the same text, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('a', ' ', '<', '>', '&', '"', "'", '\n', '\t', 'ü', '\u{1f511}', ';', '#'),
        }),
        (text) => {
          expect(parseXml(toXml('Value', text, {})).text).toBe(text);
        },
      ),
    );
  });

  it('writes lists by the name of their items, and leaves out what is undefined', () => {
    const value = { Zones: [{ Name: 'a' }, { Name: 'b' }], Missing: undefined, Flag: false };

    expect(toXml('Root', value, { Zones: 'Zone' })).toBe(
      '<Root><Zones><Zone><Name>a</Name></Zone><Zone><Name>b</Name></Zone></Zones><Flag>false</Flag></Root>',
    );
  });

  it('reads declarations, attributes, comments, CDATA, empty elements and references', () => {
    const text =
      '<?xml version="1.0"?><a xmlns="urn:x"><!-- no --><b/><c x="1"><![CDATA[<&>]]> &#x41;&#66;&amp;</c></a>';

    const { name, children } = parseXml(text);

    expect(name).toBe('a');
    expect(children.map((child) => [child.name, child.text])).toEqual([
      ['b', ''],
      ['c', '<&> AB&'],
    ]);
  });

  it.each(['', 'no element', '<a><b></a></b>', '<a>'])('refuses %j', (text) => {
    expect(() => parseXml(text)).toThrow('not well-formed');
  });
});
