/** CPU time of this whole process (all threads, collector included) during `work`, in ms. */
export async function measureCpu<T>(
  work: () => T | Promise<T>,
): Promise<{ readonly cpuMs: number; readonly result: T }> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1000, result };
}
