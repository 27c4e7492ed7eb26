import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What the binary says, on whichever stream, or the environment where it was built without. */
export async function readVersion(binary: string): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(binary, ['--version']);
  const said = stdout + stderr;
  const version = /v?0\.\d+(\.\d+)?/.exec(said)?.[0] ?? process.env['PEER_EXTERNALDNS_VERSION'];
  if (version !== undefined) return version;
  throw new Error(
    `${binary} --version says ${JSON.stringify(said.trim())}: give its version by PEER_EXTERNALDNS_VERSION, such as v0.22.0`,
  );
}
