import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findPeer } from './find-peer.ts';

it('is the binary that the environment names', () => {
  expect(findPeer('PEER_ESO', { PEER_ESO: process.execPath })).toBe(process.execPath);
});

it('is asked for by name where it is not set', () => {
  expect(() => findPeer('PEER_ESO', {})).toThrow(
    /^PEER_ESO is not set: it names the binary of External Secrets/,
  );
});

it('that cannot be run is said to be so', () => {
  const file = join(import.meta.dirname, 'find-peer.ts');

  expect(() => findPeer('PEER_ESO', { PEER_ESO: file })).toThrow(`PEER_ESO is ${file}, which cannot be run`);
});
