import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** Seconds of CPU that a process has used, and its memory in MiB. */
export function usageOf(pid: number): { seconds: number; mebibytes: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { seconds: (Number(stat[11]) + Number(stat[12])) / 100, mebibytes: Math.round(Number(rss ?? 0) / 1024) };
}

/** Port that no program listens on. */
export async function freePort(host: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
