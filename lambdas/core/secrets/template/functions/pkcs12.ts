import { FunctionError } from '../template-error.ts';
import type { Args } from './args.ts';
import type { FunctionFamily } from './function.ts';
import type { Pkcs12Library } from './libraries.ts';

/** ESO's functions over PKCS#12. */
export const pkcs12Functions: FunctionFamily = {
  pkcs12key: ['s', (args) => library(args).key(args.string(0), '')],
  pkcs12keyPass: ['ss', (args) => library(args).key(args.string(1), args.string(0))],
  pkcs12cert: ['s', (args) => library(args).certificates(args.string(0), '')],
  pkcs12certPass: ['ss', (args) => library(args).certificates(args.string(1), args.string(0))],
  pemToPkcs12: ['ss', (args) => encode(args, '', false)],
  pemToPkcs12Pass: ['sss', (args) => encode(args, args.string(2), false)],
  fullPemToPkcs12: ['ss', (args) => encode(args, '', true)],
  fullPemToPkcs12Pass: ['sss', (args) => encode(args, args.string(2), true)],
  pemTruststoreToPKCS12: ['s', (args) => library(args).encodeTrust(args.string(0), '')],
  pemTruststoreToPKCS12Pass: ['ss', (args) => library(args).encodeTrust(args.string(0), args.string(1))],
};

/** Steps of the budget for one file, whose keys may take a hundred thousand digests. */
const FILE_STEPS = 100_000;

function library(args: Args): Pkcs12Library {
  args.budget.spend(FILE_STEPS);
  const { pkcs12 } = args.environment.libraries;
  if (pkcs12 === undefined) throw new FunctionError('PKCS#12 was not loaded');
  return pkcs12;
}

function encode(args: Args, password: string, isChain: boolean): string {
  return library(args).encode({ certificates: args.string(0), key: args.string(1), password, isChain });
}
