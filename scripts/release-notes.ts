import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import starter from '../create/package.json';
import { version } from '../package.json';

const ROOT = join(__dirname, '..');

/** State of a repository that a tag is compared with. */
export interface ReleaseState {
  /** Version in package.json. */
  readonly version: string;

  /** Versions in create/package.json: its own, and that of this package which it starts. */
  readonly starter: readonly string[];

  /** Text of CHANGELOG.md. */
  readonly changelog: string;

  /** If true, test/released has the file of this version. */
  readonly recorded: boolean;
}

/**
 * The part of CHANGELOG.md about a version.
 *
 * @throws Error if the tag is not of the version in package.json, create/package.json has another one, the version has no
 * dated part in CHANGELOG.md, or its names and ids are not recorded in test/released
 */
export function releaseNotes(tag: string, { version: ours, starter, changelog, recorded }: ReleaseState): string {
  if (tag !== `v${ours}`) throw new Error(`tag ${tag}: package.json has version ${ours}; push the tag v${ours}`);
  const other = starter.find((each) => each !== ours);
  if (other !== undefined) {
    throw new Error(
      `create/package.json: names version ${other}, and package.json has ${ours}; run node scripts/version.mjs`,
    );
  }
  const [, ...parts] = changelog.split(/^## /m);
  const part = parts.find((text) => text.startsWith(`[${ours}]`));
  if (!part) throw new Error(`CHANGELOG.md: no part "## [${ours}] - YYYY-MM-DD"; rename "## [Unreleased]"`);
  const [heading = '', ...lines] = part.split('\n');
  if (!/ - \d{4}-\d\d-\d\d$/.test(heading)) throw new Error(`CHANGELOG.md: "## ${heading}" has no date`);
  if (!recorded) throw new Error(`test/released/${ours}.json does not exist; run npm run released`);
  const links = /^\[[^\]]+\]: /;
  return lines
    .filter((line) => !links.test(line))
    .join('\n')
    .trim();
}

if (require.main === module) {
  const state = {
    version,
    starter: [starter.version, ...Object.values(starter.dependencies)],
    changelog: readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'),
    recorded: existsSync(join(ROOT, 'test/released', `${version}.json`)),
  };
  try {
    console.log(releaseNotes(process.argv[2] ?? '', state));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
