// Puts the programs of bin/ into few files: finding and opening hundreds of files takes longer than running them. What only
// some commands load is in files of its own: the text of a file that is loaded stays in memory.
// Packages that a user's own files share with us, or that only some commands load, stay packages.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, transform } from 'esbuild';

const { peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const OUT = 'dist/bin';

/** The path below cdk8s-plus of what we use of it, the types of objects: its classes besides take as long to load. */
const kubernetesTypes = {
  name: 'kubernetes-types',
  setup({ onResolve, onLoad }) {
    const namespace = 'kubernetes-types';
    onResolve({ filter: /^cdk8s-plus-28$/ }, ({ path }) => ({ path, namespace }));
    onLoad({ filter: /./, namespace }, ({ path }) => ({
      contents: `exports.k8s = require('${path}/lib/imports/k8s');`,
    }));
  },
};

/** Data as text: V8 makes objects from JSON faster than from code. */
const dataAsText = {
  name: 'data-as-text',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]generated[\\/]\w+\.json$/ }, ({ path }) => {
      const text = JSON.stringify(JSON.parse(readFileSync(path, 'utf8')));
      return { contents: `export default JSON.parse(${JSON.stringify(text)});` };
    });
  },
};

const { metafile, outputFiles } = await build({
  entryPoints: ['bin/eks-loki.ts', 'bin/app.ts'],
  outdir: OUT,
  bundle: true,
  platform: 'node',
  target: 'node20',
  // esbuild splits ES modules only; they become CommonJS below.
  format: 'esm',
  splitting: true,
  write: false,
  external: [
    ...Object.keys(peerDependencies).flatMap((name) => [name, `${name}/*`]),
    '@aws-sdk/*',
    '@aws-cdk/cloudformation-diff',
    'jiti',
  ],
  plugins: [kubernetesTypes, dataAsText],
  metafile: true,
  logLevel: 'warning',
});
const inputs = Object.keys(metafile.inputs);

/** A file as CommonJS, in ASCII: it is read faster, and takes half the memory. esbuild leaves other characters in comments and regular expressions. */
async function commonJs({ text }) {
  const { code } = await transform(text, {
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    supported: { 'dynamic-import': false }, // see bin/code-cache.cjs
    minifyWhitespace: true,
  });
  const escaped = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return code.replace(/[^\0-\x7f]/g, escaped);
}

mkdirSync(OUT, { recursive: true });
const files = await Promise.all(outputFiles.map(async (file) => [basename(file.path), await commonJs(file)]));
for (const [name, code] of files) writeFileSync(join(OUT, name), code);
// Names of the other files follow their content.
const kept = files.map(([name]) => name);
for (const name of readdirSync(OUT)) if (name.endsWith('.js') && !kept.includes(name)) rmSync(join(OUT, name));

// Files without a source of bin/, and which load none, keep nothing of a command: tests load them once (test/once/thread.js).
const chunks = Object.entries(metafile.outputs);
const lasting = new Set(
  chunks.filter(([, { inputs }]) => !Object.keys(inputs).some((file) => file.startsWith('bin/'))).map(([path]) => path),
);
for (let size; size !== lasting.size;) {
  size = lasting.size;
  for (const [path, { imports }] of chunks) {
    if (imports.some((one) => !one.external && !lasting.has(one.path))) lasting.delete(path);
  }
}
writeFileSync('dist/lasting.json', `${JSON.stringify([...lasting].map((path) => basename(path)))}\n`);

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
