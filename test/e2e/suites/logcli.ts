import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentCharts } from '../../../lib/environment/environment';
import { logcliCommands } from '../../../lib/app/logcli-commands';
import { program } from '../../helpers/programs';
import type { RigCluster } from '../rig/cluster';
import { labelQueries } from '../rig/label-queries';

/** The commands of `eks-loki logcli`, and the real logcli after them. */
export function logcliTests(running: () => RigCluster): void {
  /** Evaluates the commands in a shell, then runs a command; kubectl stands in. */
  const after = (command: string) => {
    const cluster = running();
    const { endpoint } = environmentCharts(cluster.environment).loki;
    const folder = mkdtempSync(join(tmpdir(), 'logcli-'));
    const password = Buffer.from(cluster.passwords['reader-password'] ?? '').toString('base64');
    const kubectl = `#!/bin/sh\ncase "$*" in *secret*) printf %s '${password}' ;; esac\n`;
    writeFileSync(join(folder, 'kubectl'), kubectl, { mode: 0o755 });
    const gateway = cluster.component('gateway')[0]?.address ?? '';
    const commands = logcliCommands(cluster.environment, endpoint).join('\n').replaceAll('localhost', gateway);
    const script = `eval "$COMMANDS"\n${command}`;
    return spawnSync('bash', ['-c', script], {
      encoding: 'utf8',
      env: { ...process.env, COMMANDS: commands, PATH: `${folder}:${process.env.PATH}`, LOGCLI: program('logcli') },
    });
  };

  test('logcli finds lines of the default tenant', () => {
    const { stdout, stderr, status } = after(
      '"$LOGCLI" query --quiet --limit 5 \'{namespace="loki", container="smoke"}\'',
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/eks-loki smoke [0-9a-f]{12}/);
  });

  test('every query of the page of labels is one that Loki answers', () => {
    const queries = labelQueries();
    expect(queries.length).toBeGreaterThan(20);
    writeFileSync(join(running().folder, 'queries'), `${queries.join('\n')}\n`);
    const loop = `while IFS= read -r query; do
      "$LOGCLI" query --quiet --limit 1 --since 10m "$query" >/dev/null || echo "$query"
    done < '${join(running().folder, 'queries')}'`;
    const { stdout, stderr } = after(loop);
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
  });
}
