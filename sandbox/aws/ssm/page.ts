import { AwsServiceError, validationError } from '../service-error.ts';

/** The paging of SSM: NextToken names the last item given, so that items deleted in between shift nothing. */
export interface PageRequest {
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

/** One page of items already sorted by `key`. `limit` is both default and maximum. */
export function takePage<T>(
  items: readonly T[],
  request: PageRequest,
  options: { readonly limit: number; key(item: T): string },
): { readonly items: readonly T[]; readonly NextToken?: string } {
  const size = request.MaxResults ?? options.limit;
  if (size < 1 || size > options.limit) {
    const bound = size < 1 ? 'greater than or equal to 1' : `less than or equal to ${options.limit}`;
    throw validationError(String(size), 'maxResults', `Member must have value ${bound}`);
  }
  const after = request.NextToken === undefined ? undefined : readToken(request.NextToken);
  const rest = after === undefined ? items : items.filter((item) => options.key(item) > after);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  if (last === undefined || rest.length <= size) return { items: page };
  return { items: page, NextToken: Buffer.from(`after:${options.key(last)}`).toString('base64url') };
}

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString();
  if (!text.startsWith('after:')) {
    throw new AwsServiceError('InvalidNextToken', 'The specified token is not valid.');
  }
  return text.slice('after:'.length);
}
