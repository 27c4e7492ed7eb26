/** Does something with each item, some at a time, each next one as soon as there is room. Rejects with the first error. */
export async function eachAtOnce<T>(
  items: Iterable<T>,
  jobs: number,
  work: (item: T, job: number) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  const run = async (job: number): Promise<void> => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) await work(next.value, job);
  };
  await Promise.all(Array.from({ length: jobs }, (_, job) => run(job)));
}
