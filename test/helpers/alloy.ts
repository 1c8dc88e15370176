import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, describeWithout, findProgram, type ProgramName } from './programs';

/** True if the Alloy of this machine has the components of OpenTelemetry: a build of one's own may lack them. */
export function hasOpenTelemetry(): boolean {
  const alloy = findProgram('alloy');
  if (!alloy) return false;
  const folder = mkdtempSync(join(tmpdir(), 'alloy-'));
  try {
    const file = join(folder, 'config.alloy');
    writeFileSync(file, 'otelcol.receiver.loki "a" {\n\toutput {\n\t\tlogs = []\n\t}\n}\n');
    return spawnSync(alloy, ['validate', file]).status === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `describeWith` for tests of an Alloy with the components of OpenTelemetry, among other programs. */
export function describeWithOpenTelemetry(programs: readonly ProgramName[], name: string, tests: () => void): void {
  if (!findProgram('alloy') || hasOpenTelemetry()) describeWith(['alloy', ...programs], name, tests);
  else describeWithout(['alloy with OpenTelemetry'], name, tests);
}
