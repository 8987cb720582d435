/**
 * Milliseconds of processor time that this process, with the server and stores in it, spends on `work`.
 * On a machine that does nothing else it is the time that passes, and it does not grow with what others do.
 */
export async function cpuTimeOf<T>(
  work: () => Promise<T>,
): Promise<{ readonly answer: T; readonly ms: number }> {
  const before = process.cpuUsage();
  const answer = await work();
  const { user, system } = process.cpuUsage(before);
  return { answer, ms: (user + system) / 1_000 };
}
