import type { Exchange, Fault, ProxiedAnswer, ProxiedRequest } from './exchange.ts';

/** The connection breaks before the server saw the request. */
export const resetBefore: Fault = async ({ reset }) => reset();

/** The server did what was asked, and the answer is lost. */
export const resetAfter: Fault = async ({ forward, reset }) => {
  await forward();
  reset();
};

/** The connection breaks in the middle of the answer. */
export const breakOff: Fault = async ({ forward, outgoing, reset }) => {
  writeHalf(outgoing, await forward());
  // The half that was written is on its way before the reset.
  setTimeout(reset, 5);
};

/** An answer that is complete for HTTP, and only half of what the server said: a proxy on the way cut it. */
export const cutShort: Fault = async ({ forward, answer }) => {
  const whole = await forward();
  answer({ ...whole, body: whole.body.subarray(0, whole.body.length / 2) });
};

/** Half of the answer, and then nothing for as long as the client waits. */
export const stall: Fault = async ({ forward, outgoing }) => writeHalf(outgoing, await forward());

/** No answer for as long as the client waits. The server never sees the request. */
export const silence: Fault = async () => undefined;

/** The answer comes in small pieces, with `pauseMs` between them. */
export function dribble(pieces: number, pauseMs: number): Fault {
  return async ({ forward, outgoing }) => {
    const answer = await forward();
    const size = Math.ceil(answer.body.length / pieces);
    writeHead(outgoing, answer);
    for (let start = 0; start < answer.body.length; start += size) {
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      outgoing.write(answer.body.subarray(start, start + size));
    }
    outgoing.end();
  };
}

/** An answer of somebody in between, in whose place the server never sees the request. */
export function answerWith(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Fault {
  return async ({ answer }) => answer({ status, headers, body: Buffer.from(body) });
}

/** Another request reaches the server in place of the client's. */
export function replaceBy(change: (request: ProxiedRequest) => ProxiedRequest): Fault {
  return async ({ request, forward, answer }) => answer(await forward(change(request)));
}

function writeHalf(outgoing: Exchange['outgoing'], answer: ProxiedAnswer): void {
  writeHead(outgoing, answer);
  outgoing.write(answer.body.subarray(0, answer.body.length / 2));
}

function writeHead(outgoing: Exchange['outgoing'], { status, headers, body }: ProxiedAnswer): void {
  const { connection: _connection, ...rest } = headers;
  outgoing.writeHead(status, { ...rest, 'content-length': String(body.length) } as Record<string, string>);
}
