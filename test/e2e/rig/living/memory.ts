import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgramName } from '../../../helpers/programs';
import { parseQuantity } from '../../../../lib/manifests/quantity';
import type { Container } from '../objects';

/** Controller of memory, version 1 of cgroups. */
const CONTROLLER = '/sys/fs/cgroup/memory';

/** Limit of the memory of a container, which the kernel holds. */
export class MemoryLimit {
  private static isThere?: boolean;

  /** True if this machine lets this process limit the memory of others: it has version 1 of cgroups, and the rights. */
  private static get works(): boolean {
    MemoryLimit.isThere ??= tried(() => new MemoryLimit(2 ** 30).remove());
    return MemoryLimit.isThere;
  }

  /** Programs that are missing for limits of memory, for `describeWithout`. */
  public static get missing(): readonly ProgramName[] {
    return MemoryLimit.works ? [] : ['memory cgroup'];
  }

  /** Limit of a container; undefined if it has none, or if this machine has no such limits. */
  public static of({ resources }: Container): MemoryLimit | undefined {
    const bytes = parseQuantity(resources?.limits?.['memory']);
    return bytes !== undefined && MemoryLimit.works ? new MemoryLimit(bytes) : undefined;
  }

  private readonly folder = join(CONTROLLER, ownGroup(), `eks-loki-${randomUUID()}`);
  private killed = 0;

  private constructor(bytes: number) {
    mkdirSync(this.folder);
    writeFileSync(join(this.folder, 'memory.limit_in_bytes'), String(bytes));
  }

  /** File to which a process writes to be limited, with all that it starts. */
  public get processes(): string {
    return join(this.folder, 'cgroup.procs');
  }

  /** True if the kernel has killed a process of it since this was asked the last time. */
  public hasKilled(): boolean {
    const found = /oom_kill (\d+)/.exec(readFileSync(join(this.folder, 'memory.oom_control'), 'utf8'))?.[1];
    const before = this.killed;
    this.killed = Number(found ?? 0);
    return this.killed > before;
  }

  /** Removes it, once its processes have ended. What has not ended yet keeps it, which limits nothing else. */
  public remove(): void {
    tried(() => rmdirSync(this.folder));
  }
}

/** True if something succeeds. */
function tried(what: () => void): boolean {
  try {
    what();
    return true;
  } catch {
    return false;
  }
}

/** Group of this process. */
function ownGroup(): string {
  return /^\d+:memory:(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1] ?? '/';
}
