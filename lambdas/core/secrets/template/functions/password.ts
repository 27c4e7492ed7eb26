import { createHash, createHmac, scryptSync } from 'node:crypto';
import { BCRYPT_PASSWORD_BYTES_MAX, bcrypt } from '../crypto/bcrypt.ts';
import type { Args } from './args.ts';
import type { FunctionFamily } from './function.ts';
import { undetermined } from './refusals.ts';

/** Work of one scrypt or bcrypt, in steps of the budget: ten fit into one rendering. */
const HASH_STEPS = 200_000;

/** Hashes of passwords, and passwords from a master password (masterpasswordapp.com, version 1). */
export const passwordFunctions: FunctionFamily = {
  bcrypt: ['s', (args) => hash(args, 'bcrypt', args.string(0))],
  htpasswd: ['ssh', htpasswd],
  derivePassword: ['ussss', derivePassword],
};

function hash(args: Args, name: string, password: string): string {
  const { chance } = args.environment;
  if (chance === undefined) throw undetermined(name);
  args.budget.spend(HASH_STEPS);
  if (password.length > BCRYPT_PASSWORD_BYTES_MAX) {
    const problem = `password length exceeds ${BCRYPT_PASSWORD_BYTES_MAX} bytes`;
    return `failed to encrypt string with bcrypt: bcrypt: ${problem}`;
  }
  return bcrypt(Buffer.from(password, 'latin1'), chance.random(16));
}

/** One line of a password file; `sha`, or bcrypt for anything else. */
function htpasswd(args: Args): string {
  const [user = '', password = '', algorithm] = args.strings(0);
  if (user.includes(':')) return `invalid username: ${user}`;
  if (algorithm !== 'sha') return `${user}:${hash(args, 'htpasswd', password)}`;
  const digest = createHash('sha1').update(Buffer.from(password, 'latin1')).digest('base64');
  return `${user}:{SHA}${digest}`;
}

const SEED = 'com.lyndir.masterpassword';
const UPPER_CONSONANTS = 'BCDFGHJKLMNPQRSTVWXYZ';
const CONSONANTS = UPPER_CONSONANTS.toLowerCase();
const LETTERS = `AEIOUaeiou${UPPER_CONSONANTS}${CONSONANTS}`;
/** Characters that each letter of a template stands for. */
const CHARACTERS: Readonly<Record<string, string>> = {
  V: 'AEIOU',
  C: UPPER_CONSONANTS,
  v: 'aeiou',
  c: CONSONANTS,
  a: LETTERS,
  n: '0123456789',
  o: "@&%?,=[]_:-+*$#!'^~;()/.",
  x: `${LETTERS}0123456789!@#$%^&*()`,
};
const TEMPLATES: Readonly<Record<string, string>> = {
  maximum: 'anoxxxxxxxxxxxxxxxxx axxxxxxxxxxxxxxxxxno',
  long:
    'CvcvnoCvcvCvcv CvcvCvcvnoCvcv CvcvCvcvCvcvno CvccnoCvcvCvcv CvccCvcvnoCvcv CvccCvcvCvcvno CvcvnoCvccCvcv ' +
    'CvcvCvccnoCvcv CvcvCvccCvcvno CvcvnoCvcvCvcc CvcvCvcvnoCvcc CvcvCvcvCvccno CvccnoCvccCvcv CvccCvccnoCvcv ' +
    'CvccCvccCvcvno CvcvnoCvccCvcc CvcvCvccnoCvcc CvcvCvccCvccno CvccnoCvcvCvcc CvccCvcvnoCvcc CvccCvcvCvccno',
  medium: 'CvcnoCvc CvcCvcno',
  short: 'Cvcn',
  basic: 'aaanaaan aannaaan aaannaaa',
  pin: 'nnnn',
};

function derivePassword(args: Args): string {
  const [kind = '', password = '', user = '', site = ''] = args.strings(1);
  if (!Object.hasOwn(TEMPLATES, kind)) return `cannot find password template ${kind}`;
  const templates = (TEMPLATES[kind] ?? '').split(' ');
  args.budget.spend(HASH_STEPS);
  const salt = Buffer.concat([Buffer.from(SEED), withLength(user)]);
  const options = { N: 32_768, r: 8, p: 2, maxmem: 128 * 1024 * 1024 };
  const key = scryptSync(Buffer.from(password, 'latin1'), salt, 64, options);
  const message = Buffer.concat([Buffer.from(SEED), withLength(site), uint32(args.int(0))]);
  const seed = createHmac('sha256', key).update(message).digest();
  const template = templates[(seed[0] ?? 0) % templates.length] ?? '';
  return [...template]
    .map((letter, index) => {
      const characters = CHARACTERS[letter] ?? '';
      return characters.charAt((seed[index + 1] ?? 0) % characters.length);
    })
    .join('');
}

function withLength(bytes: string): Buffer {
  return Buffer.concat([uint32(bytes.length), Buffer.from(bytes, 'latin1')]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
