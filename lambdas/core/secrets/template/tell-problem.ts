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
const HIDDEN = '[not shown: it may quote a value]';

/** Words of messages that say nothing of a value; a message with any other word is not shown. */
const WORDS: ReadonlySet<string> = new Set(
  (
    'a algorithm alias allowed an anchor and any are argument arguments array as asn1 assignment at ' +
    'authenticated authority backslash bag bags base32 base64 be before beginning big block blocks bool ' +
    'bounds bracket Buffer by byte bytes c call call19 calling cannot capture cert certificate ' +
    'certificates chain character characters cipher class closing colon comparable comparison Compile ' +
    'component constraint constructing contain containing content context control conversion convert ' +
    'converting could create creating crypto cycle data Date day days Decimal decimal decode decoding ' +
    'decrypted decrypting decryption deep deeper dereference did dig digest directive disjunct divide ' +
    'division document does encoded encoding encrypted end entry error escape exactly expected ' +
    'expression extension extra fail failed filtering find first fit flag float float64 flow for found ' +
    'from full function given Go group has header hex hint hour hours illegal implemented improper in ' +
    'incompatible incorrect indent indentation index input int int64 integer interface Intn into ' +
    'invalid IP is item items iterate iterations JSON json key keys kind leading leaf least len length ' +
    'levels line lines list literal loaded long looking lookup MAC make makeslice malformed many map ' +
    'mapping mappings match memory minute minutes Missing missing month more most multiple must name ' +
    'named needs negative nested nests net nil no node non not null number object octet octets odd of ' +
    'offset on one only operator or out over P12 padding parameters parentheses parse parser parsing ' +
    'password path PBES2 PBKDF2 PEM pem Perl perl PFX PKCS pkcs12 plain point pointer port prf private ' +
    'protected protocol public quantifier rand range read reading received recursion reflect regexp ' +
    'regular Repeat repeat repetition RSA rsa runtime safe scalar scanner scanning scheme second ' +
    'seconds segment semantic sequence set should simple single size slice start starts str string ' +
    'strings structure subject supported Syntax syntax tag tags tbs template text than that the this ' +
    'time timestamp to token too trailing truncated Type type types UCS uint8 unable unclosed undefined ' +
    'unescaped unexpected universal unknown unmarshal unmarshaling unsupported untyped URL url use ' +
    'userinfo UTF valid Value value values variable version wanted was week when where while with ' +
    'without wrong X509 x509 YAML yaml year years Zero zero zone'
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
