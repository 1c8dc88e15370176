// Puts each program of bin/ into one file, with everything of ours that it needs: finding and opening some two hundred
// files takes longer than running them. Packages stay packages.
import { build } from 'esbuild';

await build({
  entryPoints: ['bin/eks-loki.ts', 'bin/app.ts'],
  outdir: 'dist/bin',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  packages: 'external',
  logLevel: 'warning',
});
