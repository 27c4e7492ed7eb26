/**
 * Go's messages quote what a function was given: `error calling index: index out of range: 5`, and so on to whole
 * passwords. What a person is told keeps the place and Go's own words; the rest is left out (invariant I1).
 */

/** What comes behind one of these may be a value, or made of one. */
const BEARING =
  /: error calling \w+: |range can't iterate over |can't use |could not unmarshal template to '[^']+': |failed to decode rendered template value for key /;

/** A quoted text or a number. */
const TOKEN = /"(?:[^"\\]|\\.)*"|`[^`]*`|'(?:[^'\\]|\\.[^']*)'|(?<![\w.])[+-]?\d[\w.+-]*/g;
const WORD = /[\p{L}\p{N}_]+/gu;
const HIDDEN = 'the rest may quote a value and is not shown';

/** Words of messages that say nothing of a value; a message with any other word is not shown. */
const WORDS: ReadonlySet<string> = new Set(
  (
    'a an and argument arguments array as asn1 assignment at authenticated authority bag bags base32 base64 be beginning ' +
    'block blocks bool bounds Buffer byte bytes by c call call19 calling cannot cert certificate certificates chain ' +
    'character characters cipher colon comparison Compile component constraint constructing contain containing ' +
    'content conversion convert converting could create creating crypto cycle data Date day days decimal Decimal decode ' +
    'decoding decrypted decrypting decryption dereference did digest dig disjunct divide division does document ' +
    'encoded encoding encrypted end entry error escape exactly expected expression extension extra fail failed find ' +
    'filtering first float64 for found from full function given Go has hex hint hour hours illegal implemented improper ' +
    'in incompatible incorrect index input int int64 integer interface into Intn invalid IP is item items iterate json ' +
    'JSON key keys kind leaf least len length line lines list literal long loaded looking lookup MAC make makeslice ' +
    'malformed map mapping mappings match memory minute minutes missing Missing month more multiple must name needs ' +
    'negative net nil no node not null nil number object octets odd of on one only or out over P12 padding parameters ' +
    'parentheses parse parser parsing password path PBES2 PBKDF2 pem PEM PFX pkcs12 PKCS point pointer port prf private ' +
    'protected protocol public range rand read reading received reflect regexp regular repeat Repeat RSA rsa runtime ' +
    'safe scanning scheme seconds second segment semantic sequence set should simple single size slice starts string ' +
    'strings structure subject supported syntax Syntax tag tags tbs template text than that the this time to token ' +
    'too trailing truncated type Type types uint8 UCS unable unclosed unescaped unexpected universal unknown unmarshal ' +
    'unmarshaling unsupported untyped url URL use userinfo valid value Value values variable version wanted was week ' +
    'when where while with without X509 x509 yaml YAML year years zero Zero'
  ).split(' '),
);

/**
 * The message of a TemplateError without what may come from a value.
 *
 * @param known the text of the template and the names around it, parts of which may be shown; undefined when the
 *   template itself is secret, and only the place of the error is told
 */
export function tellProblem(message: string, known: string | undefined): string {
  if (known === undefined) {
    const place = /template: [^ ]*?:\d+(?::\d+)?: /.exec(message);
    return place === null ? HIDDEN : `${message.slice(0, place.index)}${place[0]}${HIDDEN}`;
  }
  const found = BEARING.exec(message);
  if (found === null) return message;
  const at = found.index + found[0].length;
  return `${message.slice(0, at)}${tellRest(message.slice(at), known)}`;
}

function tellRest(rest: string, known: string): string {
  if (known.includes(rest)) return rest;
  const words = rest.replaceAll(TOKEN, ' ').match(WORD) ?? [];
  if (!words.every((word) => WORDS.has(word))) return HIDDEN;
  return rest.replaceAll(TOKEN, (token) => (known.includes(withoutQuotes(token)) ? token : '[...]'));
}

function withoutQuotes(token: string): string {
  return /^["'`]/.test(token) ? token.slice(1, -1) : token;
}
