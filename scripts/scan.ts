import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Found, obsolete, type Scanner, unexplained } from './scan/acknowledged';
import { scannedApp, scannedTemplate } from './scan/environments';

/** Runs cfn-lint and checkov on the templates of `scannedEnvironments`: every finding has to be acknowledged. */

/** Finding of cfn-lint. */
interface Lint {
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Path: readonly (string | number)[] };
}

/** Report of checkov. */
interface Checkov {
  readonly results: { readonly failed_checks: readonly { readonly check_id: string; readonly resource: string }[] };
}

const SCANNERS: Readonly<Partial<Record<Scanner, (folder: string) => Found[] | undefined>>> = {
  'cfn-lint': (folder) => {
    const files = readdirSync(folder, { recursive: true }) as string[];
    const templates = files.filter((file) => file.endsWith('.template.json')).map((file) => join(folder, file));
    const output = run('cfn-lint', ['--format', 'json', ...templates]);
    if (output === undefined) return undefined;
    return (JSON.parse(output || '[]') as Lint[]).map(({ Rule, Location }) => ({
      scanner: 'cfn-lint',
      id: Rule.Id,
      on: String(Location.Path[1]),
    }));
  },
  checkov: (folder) => {
    const args = ['--framework', 'cloudformation', '--directory', folder, '--compact', '--quiet', '--output', 'json'];
    const output = run('checkov', [...args, '--skip-download']);
    if (output === undefined) return undefined;
    const { results } = JSON.parse(output) as Checkov;
    return results.failed_checks.map(({ check_id, resource }) => ({
      scanner: 'checkov',
      id: check_id,
      on: resource.split('.')[1] as string,
    }));
  },
};

/** Output of a program; undefined if it is not installed. */
function run(program: string, args: readonly string[]): string | undefined {
  const { error, stdout } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
  if (!error) return stdout;
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  console.log(`not run: ${program} is not installed; pip install --requirement scripts/scan/requirements.txt`);
  return undefined;
}

const folder = mkdtempSync(join(tmpdir(), 'scan-'));
try {
  scannedApp({ outdir: folder, builtinCloudFormationValidation: false }).synth();
  scannedTemplate(join(folder, 'by-hand'));
  for (const [name, scan] of Object.entries(SCANNERS) as [Scanner, (folder: string) => Found[] | undefined][]) {
    const found = scan(folder);
    if (!found) continue;
    const open = unexplained(found);
    const gone = obsolete(found, [name]);
    for (const line of open) console.error(`${line}: not acknowledged in scripts/scan/acknowledged.ts`);
    for (const line of gone) console.error(`${line}: acknowledged, and no longer found`);
    if (open.length + gone.length > 0) process.exitCode = 1;
    console.log(`${name}: ${found.length} findings, ${open.length} of them not acknowledged`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
