// Puts each program of bin/ into one file: finding and opening hundreds of files takes longer than running them.
// Packages that a user's own files share with us, or that only some commands load, stay packages.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const { peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const OUT = 'dist/bin';

const { metafile } = await build({
  entryPoints: ['bin/eks-loki.ts', 'bin/app.ts'],
  outdir: OUT,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  supported: { 'dynamic-import': false }, // see bin/code-cache.cjs
  external: [...Object.keys(peerDependencies).flatMap((name) => [name, `${name}/*`]), '@aws-sdk/*', 'jiti'],
  metafile: true,
  logLevel: 'warning',
});
const inputs = Object.keys(metafile.inputs);

// bin/start.cjs runs the sources instead as soon as one of these is newer than the bundle.
const sources = inputs.filter((file) => /^(bin|lib|charts)\//.test(file));
writeFileSync(join(OUT, 'sources.json'), `${JSON.stringify(sources)}\n`);

// The licences of bundled packages require their text to accompany the code.
const packages = inputs.flatMap((file) => /^(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []);
const licences = [...new Set(packages)].sort().map((folder) => {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${folder} has no licence file; leave it out of the bundle`);
  return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
});
writeFileSync(join(OUT, 'LICENSES.txt'), licences.join(`\n${'-'.repeat(80)}\n\n`));
